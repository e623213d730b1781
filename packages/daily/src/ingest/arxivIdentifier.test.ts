import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../errors.ts";
import { monthOfKey, parseArxivIdentifier, readPaperReference } from "./arxivIdentifier.ts";

describe("parseArxivIdentifier", () => {
  test.each([
    ["2601.01230", "2601.01230", null],
    ["arXiv:2601.01230v2", "2601.01230", 2],
    ["ARXIV:2601.01230V12", "2601.01230", 12],
    [" 0706.0001 ", "0706.0001", null],
    ["1412.9999v1", "1412.9999", 1],
    ["math.CA/0611800v2", "math/0611800", 2],
    ["hep-th/9901001", "hep-th/9901001", null],
    ["cond-mat/0207270v1", "cond-mat/0207270", 1],
    ["CS.LG/0001002", "cs/0001002", null],
    ["2601.10000", "2601.10000", null],
  ])("%s is %s, version %s", (text, key, version) => {
    expect(parseArxivIdentifier(text)).toEqual({ key, version });
  });

  test.each([
    "1234.12345",
    "2613.00001",
    "hep-th/9901",
    "2601.1",
    "cs/0001002v0",
    "2601.012345",
    "2601.0123",
    "1412.00001",
    "0703.0001",
    "",
    "2601.01230v",
    "2601.01230 v2",
    "2601,01230",
  ])("%s is none", (text) => {
    expect(parseArxivIdentifier(text)).toBeNull();
  });

  test("takes no time over long texts", () => {
    const started = performance.now();
    for (const text of ["a".repeat(1e6), `${"a-".repeat(5e5)}/`, "1".repeat(1e6)]) {
      expect(parseArxivIdentifier(text)).toBeNull();
    }
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe("readPaperReference", () => {
  test.each([
    "https://arxiv.org/abs/2601.01230v2",
    "http://www.arxiv.org/pdf/2601.01230v2.pdf",
    "https://arxiv.org/pdf/2601.01230v2",
    "https://export.arxiv.org/html/2601.01230v2/",
    "arxiv.org/src/2601.01230v2",
    "https://ar5iv.labs.arxiv.org/html/2601.01230v2",
    "https://doi.org/10.48550/arXiv.2601.01230v2",
    "https://huggingface.co/papers/2601.01230v2",
    "https://alphaxiv.org/abs/2601.01230v2?chat=1#top",
  ])("%s", (text) => {
    expect(readPaperReference(text)).toEqual({ key: "2601.01230", version: 2 });
  });

  test("reads old identifiers in addresses", () => {
    expect(readPaperReference("https://arxiv.org/abs/math.CA/0611800")).toEqual({
      key: "math/0611800",
      version: null,
    });
    expect(readPaperReference("https://arxiv.org/pdf/hep-th%2F9901001v1")).toEqual({
      key: "hep-th/9901001",
      version: 1,
    });
  });

  test.each([
    "https://arxiv.org.evil.example/abs/2601.01230",
    "https://evil.example/abs/2601.01230",
    "https://arxiv.org/list/cs.LG/new",
    "javascript:2601.01230",
    "https://arxiv.org/abs/%E0%A4%A",
    "x".repeat(400),
  ])("refuses %s", (text) => {
    expect(() => readPaperReference(text)).toThrow(InvalidInputError);
  });

  test("either reads or refuses, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          expect(readPaperReference(text).key).toMatch(/^[a-z\d.\-/]+$/);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
  });
});

test.each([
  ["2601.01230", 2026, 1],
  ["0706.0001", 2007, 6],
  ["hep-th/9912001", 1999, 12],
  ["math/0611800", 2006, 11],
])("%s was announced in %i-%i", (key, year, month) => {
  expect(monthOfKey(key)).toEqual({ year, month });
});
