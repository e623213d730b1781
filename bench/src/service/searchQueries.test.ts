import { expect, test } from "vitest";
import { parseSearch } from "../../../packages/daily/src/search/parseSearch.ts";
import { madeUpPapers } from "../../../packages/daily/test/madeUpPapers.ts";
import { queryKinds, searchQueries } from "./searchQueries.ts";

const papers = [...madeUpPapers({ count: 200, seed: 1 })];

test("the same seed asks the same, another seed something else", () => {
  const queries = searchQueries(papers, 40, 3);
  expect(searchQueries(papers, 40, 3)).toEqual(queries);
  expect(searchQueries(papers, 40, 4)).not.toEqual(queries);
});

test("the kinds take turns, and all of it is understood", () => {
  const queries = searchQueries(papers, 80, 5);
  for (const kind of queryKinds) expect(queries.filter((query) => query.kind === kind)).toHaveLength(10);
  for (const { kind, text } of queries) {
    const { groups, excluded, filter, problems } = parseSearch(text);
    expect(problems).toEqual([]);
    if (kind === "phrase") expect(groups[0]![0]!.isPhrase).toBe(true);
    if (kind === "author") expect(filter.include.authors).toHaveLength(1);
    if (kind === "category and word") expect(filter.include.categories).toHaveLength(1);
    if (kind === "exclusion") expect(excluded.map((term) => term.text)).not.toEqual([groups[0]![0]!.text]);
    if (kind === "date range") expect(filter.from).not.toBeNull();
  }
});

test("a mistyped word stands in no paper's words", () => {
  const words = new Set(
    papers.flatMap(({ title, abstract }) => `${title} ${abstract}`.toLowerCase().match(/[a-z]+/g)),
  );
  const mistyped = searchQueries(papers, 80, 6).filter(({ kind }) => kind === "typing mistake");
  expect(mistyped.filter(({ text }) => words.has(text))).toEqual([]);
});
