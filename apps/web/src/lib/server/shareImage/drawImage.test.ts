import { expect, test } from "vitest";
import { colour, withColours } from "./colours.ts";
import { drawImage, keyOf } from "./drawImage.ts";
import { drawList } from "./listImage.ts";
import { drawPaper, type PaperImage } from "./paperImage.ts";
import { fitText } from "./fit.ts";

const paper: PaperImage = {
  eyebrow: "cs.LG",
  title: "A Margin That Moves",
  authors: { names: ["Ada Example"], total: 3 },
  source: "3 January 2026 · arXiv:2601.01230",
  summary: "We let the margin follow.",
  verdicts: { reproduced: 2, contradicted: 1, inconclusive: 0, untested: 0 },
  picture: {
    svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path fill="var(--plot-1, red)" d="M0 0h10v10z"/></svg>',
    title: "Loss",
  },
};

const listed = { title: paper.title, authors: paper.authors };
const list = { eyebrow: "Daily", title: "Today", count: "1 paper", papers: [listed], verdicts: null };

/** Width and height, as the head of a PNG file tells them. */
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

test.each([
  ["a paper with a picture", drawPaper(paper)],
  ["a paper without one", drawPaper({ ...paper, picture: null, verdicts: null })],
  [
    "a paper without anything",
    drawPaper({ ...paper, title: "?", authors: { names: [], total: 0 }, summary: "" }),
  ],
  ["a title without end", drawPaper({ ...paper, title: "Word ".repeat(500) })],
  ["a word without end", drawPaper({ ...paper, title: "w".repeat(3000), picture: null })],
  ["a list", drawList(list)],
  ["a list of pictures", drawList({ ...list, papers: [{ ...listed, picture: paper.picture!.svg }, listed] })],
])("%s is drawn", async (_, node) => {
  const png = await drawImage(node, keyOf(node));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(sizeOf(png)).toEqual([1200, 630]);
  expect(png.length).toBeLessThan(300_000);
  expect(await drawImage(node, keyOf(node))).toBe(png);
});

test("the key tells images apart by what they show", () => {
  const other = { ...paper, picture: { ...paper.picture!, svg: paper.picture!.svg.replace("10z", "9z") } };
  expect(keyOf(drawPaper(paper))).toBe(keyOf(drawPaper(structuredClone(paper))));
  expect(keyOf(drawPaper(paper))).not.toBe(keyOf(drawPaper(other)));
});

test("drawings get the site's colours", () => {
  expect(withColours('fill="var(--plot-1, #123456)" stroke="currentColor" x="var(--none, #abcdef)"')).toBe(
    `fill="${colour("plot-1")}" stroke="${colour("ink")}" x="#abcdef"`,
  );
  expect(colour("untested")).toBe(colour("ink-soft"));
  expect(() => colour("nothing")).toThrow("nothing");
});

test("a longer text is set smaller, and cut off when it is as small as can be", () => {
  const sizes = [64, 48, 32];
  const box = { width: 600, height: 160 };
  expect(fitText("Short", box, sizes)).toMatchObject({ size: 64, lines: 2 });
  expect(fitText("A title of some more words than that", box, sizes)).toMatchObject({ size: 48, lines: 2 });
  expect(fitText("Word ".repeat(100), box, sizes)).toMatchObject({ size: 32, lines: 4 });
});
