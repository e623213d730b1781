/** Words that say nothing of a title's subject. */
export const smallWords: ReadonlySet<string> = new Set(
  "a an and are as at be by can do does for from how in into is it its no not of on or our over should that the their through to toward towards under using via we what when where which who why with without".split(
    " ",
  ),
);
