import { expect, test } from "vitest";
import { authorUrl, doiOf, doiUrl, paperId, paperUrl, pdfUrl, sourceUrl, tagUri } from "./paperLinks.ts";

const origin = "https://papers.example.org";

test.each([
  ["arxiv", "2601.01230", "2601.01230", "/papers/2601.01230"],
  ["arxiv", "math/0611800", "math/0611800", "/papers/math/0611800"],
  ["openreview", "a b?c", "openreview:a b?c", "/papers/openreview:a%20b%3Fc"],
])("%s %s", (source, key, id, path) => {
  expect(paperId({ source, key })).toBe(id);
  expect(paperUrl(origin, { source, key })).toBe(origin + path);
});

test("addresses elsewhere", () => {
  const arxiv = { source: "arxiv", key: "2601.01230", doi: null };
  expect(sourceUrl(arxiv)).toBe("https://arxiv.org/abs/2601.01230");
  expect(pdfUrl(arxiv)).toBe("https://arxiv.org/pdf/2601.01230");
  expect(doiOf(arxiv)).toBe("10.48550/arXiv.2601.01230");
  expect(doiOf({ ...arxiv, doi: "10.5555/x" })).toBe("10.5555/x");
  const other = { source: "openreview", key: "a", doi: null };
  expect([sourceUrl(other), pdfUrl(other), doiOf(other)]).toEqual([null, null, null]);
  expect(doiUrl("10.1002/(SICI)1<1::AID>3.0.CO;2-#?")).toBe(
    "https://doi.org/10.1002/(SICI)1%3C1::AID%3E3.0.CO;2-%23%3F",
  );
  expect(authorUrl(origin, "王伟")).toBe(`${origin}/authors/%E7%8E%8B%E4%BC%9F`);
});

test("names for feeds", () => {
  expect(tagUri("https://papers.example.org:8443", "paper/2601.01230")).toBe(
    "tag:papers.example.org,2026:paper/2601.01230",
  );
});
