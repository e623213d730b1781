import { describe, expect, test } from "vitest";
import { countVerdicts, type PaperSummary } from "./paper.ts";
import { findPapers, readPaperQuery, writePaperQuery } from "./paperQuery.ts";

const paper = (slug: string, change: Partial<PaperSummary> = {}): PaperSummary => ({
  slug,
  title: slug,
  authors: ["Ada Example"],
  month: "2020-01",
  venue: "ICML 2020",
  kind: "loss",
  topics: ["classification"],
  summary: "An idea.",
  verdicts: countVerdicts([]),
  picture: null,
  ...change,
});

const papers = [
  paper("b", { month: "2021-03", verdicts: countVerdicts(["reproduced"]) }),
  paper("a", { topics: ["ranking"], authors: ["Gauß"], verdicts: countVerdicts(["contradicted"]) }),
  paper("c", { kind: "optimizer", month: "2022-05", verdicts: countVerdicts(["reproduced", "reproduced"]) }),
];
const slugsFor = (search: string) =>
  findPapers(papers, readPaperQuery(new URLSearchParams(search))).map(({ slug }) => slug);

describe("findPapers", () => {
  test.each([
    ["", ["c", "b", "a"]],
    ["?sort=oldest", ["a", "b", "c"]],
    ["?sort=title", ["a", "b", "c"]],
    ["?sort=reproduced", ["c", "b", "a"]],
    ["?sort=contradicted", ["a", "c", "b"]],
    ["?topic=ranking", ["a"]],
    ["?kind=optimizer", ["c"]],
    ["?q=optimizer", ["c"]],
    ["?q=example&sort=title", ["b", "c"]],
    ["?q=nobody", []],
  ])("%s", (search, slugs) => expect(slugsFor(search)).toEqual(slugs));

  test("leaves the list as it was", () => {
    slugsFor("?sort=title");
    expect(papers[0]!.slug).toBe("b");
  });
});

describe("query in the address", () => {
  test.each(["", "?q=a+b", "?topic=ranking&kind=loss&sort=title", "?has=claims"])(
    "%o comes back",
    (search) => {
      expect(writePaperQuery(readPaperQuery(new URLSearchParams(search)))).toBe(search);
    },
  );

  test("what it does not know is left out", () => {
    expect(writePaperQuery(readPaperQuery(new URLSearchParams("?kind=song&sort=loudest&x=1")))).toBe("");
  });
});
