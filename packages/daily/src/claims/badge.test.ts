import fc from "fast-check";
import { XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { claimBadge, paperBadge } from "./badge.ts";

const counts = { reproduced: 0, contradicted: 0, inconclusive: 0, "not tested": 0 };
const nameOf = (svg: string) => /<title>(.*?)<\/title>/.exec(svg)![1];

test("a paper's claims in words, signs and colour", () => {
  const badge = paperBadge({ ...counts, reproduced: 3, inconclusive: 1, "not tested": 2 });
  expect(nameOf(badge)).toBe("claims: ✓ 3 reproduced, ≈ 1 inconclusive");
  expect(badge).toContain("#8a5a00");
  expect(paperBadge({ ...counts, reproduced: 3 })).toContain("#1a7f37");
  expect(paperBadge({ ...counts, reproduced: 3, contradicted: 1 })).toContain("#b42318");
  expect(nameOf(paperBadge({ ...counts, "not tested": 2 }))).toBe("claims: – not tested");
});

test("a claim's verdict", () => {
  expect(nameOf(claimBadge("Adaptive margin", "contradicted"))).toBe("Adaptive margin: ✗ contradicted");
  expect(nameOf(claimBadge("x".repeat(100), "reproduced"))).toBe(`${"x".repeat(59)}…: ✓ reproduced`);
});

test("is well formed whatever the label", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (label) => {
      const svg = claimBadge(label, "inconclusive");
      expect(XMLValidator.validate(svg)).toBe(true);
      expect(svg).not.toContain("<script");
    }),
  );
});
