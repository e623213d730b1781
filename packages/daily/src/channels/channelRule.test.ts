import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../errors.ts";
import { matchChannel, readChannelRule } from "./channelRule.ts";

const paper = {
  title: "A Margin That Moves: C++ and self-supervised ranking",
  abstract: "We let the margin\nof a pairwise loss follow. (naïve) Bayes.",
  categories: ["eess.IV", "cs.LG", "math.OC"],
  authors: ["Ada Example", "José Prueba"],
};

describe("matchChannel", () => {
  test.each([
    ["a category", { categories: ["cs.LG"] }, "cs.LG"],
    ["an archive", { categories: ["math"] }, "math.OC"],
    ["a category it is not in", { categories: ["cs.CV"] }, null],
    ["no half names", { categories: ["mat"] }, null],
    ["cross-listed, not wanted", { categories: ["cs.LG"], crossLists: false }, null],
    ["first category, no cross-lists", { categories: ["eess"], crossLists: false }, "eess.IV"],
    ["a word in the title", { words: ["MOVES"] }, "“MOVES”"],
    ["a phrase over a line end", { words: ["margin of"] }, "“margin of”"],
    ["whole words only", { words: ["margi"] }, null],
    ["accents belong to words", { words: ["na"] }, null],
    ["characters that mean something in patterns", { words: ["C++"] }, "“C++”"],
    ["hyphens", { words: ["self-supervised"] }, "“self-supervised”"],
    ["an author without accents", { authors: ["Jose Prueba"] }, "José Prueba"],
    ["word or author", { words: ["nothing"], authors: ["Ada Example"] }, "Ada Example"],
    ["category and word", { categories: ["cs.LG"], words: ["ranking"] }, "“ranking”"],
    ["category, but not the word", { categories: ["cs.LG"], words: ["diffusion"] }, null],
    ["word, but not the category", { categories: ["cs.CV"], words: ["ranking"] }, null],
    ["a word that keeps out", { categories: ["cs.LG"], without: ["bayes"] }, null],
  ])("%s", (_, rule, reason) => {
    expect(matchChannel(readChannelRule(rule), paper)).toBe(reason);
  });
});

describe("readChannelRule", () => {
  test.each([
    {},
    { categories: ["not a category"] },
    { categories: "cs.LG" },
    { words: ["a"] },
    { unknown: [], categories: ["cs.LG"] },
    { without: ["only this"] },
    null,
    "cs.LG",
  ])("refuses %j", (rule) => {
    expect(() => readChannelRule(rule)).toThrow(InvalidInputError);
  });
});
