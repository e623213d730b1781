/** Compounds with a figure in them, as titles write names of data sets and models: "CIFAR-10", "GPT-4o". */
const compound = /[\p{L}\p{N}]+(?:[-–][\p{L}\p{N}]+)+/gu;

/** Most that one paper gets: an abstract that is a list of numbers is not worth more. */
const most = 40;

/** What a paper is found by beside its words: compounds written as one ("cifar10"), and its key. */
export function searchKeywords(paper: { key: string; title: string; abstract: string }): string {
  const found = `${paper.title} ${paper.abstract}`.match(compound) ?? [];
  const joined = found
    .filter((word) => /\p{N}/u.test(word) && /\p{L}/u.test(word))
    .map((word) => word.replaceAll(/[-–]/g, "").toLowerCase());
  return [paper.key, ...[...new Set(joined)].slice(0, most)].join(" ");
}
