import { beforeAll, describe, expect, test } from "vitest";
import { legible } from "./legible.ts";
import { coverage, readParts } from "./typefaces.ts";

let isCovered: (character: string) => boolean;
beforeAll(async () => {
  isCovered = await coverage();
});

describe("legible", () => {
  test.each([
    ["A loss of order O(√n) → 0, ℓ₁ and ∞", "A loss of order O(√n) → 0, ℓ1 and ∞"],
    ["Łukasz Žižek, José Nuñez, Đặng Thị Hồng", "Łukasz Žižek, José Nuñez, Đặng Thị Hồng"],
    ["Андрей Колмогоров", "Андрей Колмогоров"],
    ["Ευκλείδης on β-VAE", "Ευκλείδης on β-VAE"],
    ["𝓛-smooth 𝟏𝟎 ＡＢＣ", "L-smooth 10 ABC"],
    ["Jose\u0301", "José"],
    ["Rockets 🚀 for all", "Rockets for all"],
    ["The word 注意 and attention elsewhere", "The word … and attention elsewhere"],
  ])("%s", (text, expected) => {
    expect(legible(text, isCovered)).toBe(expected);
  });

  test.each(["注意力机制", "الانتباه هو كل ما تحتاجه", "🚀", ""])("too little is left of %o", (text) => {
    expect(legible(text, isCovered)).toBeNull();
  });
});

test("the parts of a typeface", () => {
  const css = `@font-face { src: url(./files/a.woff2) format('woff2'), url(./files/a.woff) format('woff');
    unicode-range: U+0000-00FF, U+0131; }`;
  const ranges = [
    [0, 255],
    [0x131, 0x131],
  ];
  expect(readParts(css)).toEqual([{ file: "./files/a.woff2", ranges }]);
});
