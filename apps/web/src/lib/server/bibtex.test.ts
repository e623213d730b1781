import { expect, test } from "vitest";
import { bibtex } from "./bibtex.ts";

const card = {
  title: "The Losses: An Analysis",
  authors: ["Anqi Mao", "Émile Été"],
  year: 2023,
  venue: "ICML 2023",
  arxiv: "2304.07288",
};

test("a conference paper", () => {
  expect(bibtex(card)).toBe(`@inproceedings{mao2023losses,
  title         = {{The Losses: An Analysis}},
  author        = {Anqi Mao and Émile Été},
  booktitle     = {ICML 2023},
  year          = {2023},
  eprint        = {2304.07288},
  archivePrefix = {arXiv},
  url           = {https://arxiv.org/abs/2304.07288},
}`);
});

test("a paper that is on arXiv alone", () => {
  const entry = bibtex({ ...card, venue: "arXiv preprint", authors: ["Émile Été"] });
  expect(entry).toMatch(/^@misc\{ete2023losses,/);
  expect(entry).not.toContain("booktitle");
});
