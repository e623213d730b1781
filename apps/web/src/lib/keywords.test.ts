import { describe, expect, test } from "vitest";
import { keywordsOf, matchesKeywords } from "./keywords.ts";

describe("matchesKeywords", () => {
  const texts = ["Optimistic Mirror Descent", "Émile Picard"];

  test.each(["mirror", "MIRROR", "desc mirr", "emile", "Émile", ""])("finds %o", (query) => {
    expect(matchesKeywords(texts, keywordsOf(query))).toBe(true);
  });

  test("needs every word", () => {
    expect(matchesKeywords(texts, keywordsOf("mirror ascent"))).toBe(false);
  });

  test("does not join neighbouring texts", () => {
    expect(matchesKeywords(texts, ["descentemile"])).toBe(false);
  });
});
