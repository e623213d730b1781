import { describe, expect, test } from "vitest";
import { findWithdrawal, keepCategories, splitAuthors } from "./texts.ts";

describe("findWithdrawal", () => {
  test.each([
    ["This paper has been withdrawn by the author due to an error in Lemma 2", "An abstract"],
    ["Withdrawn: superseded by arXiv:2601.00001", "An abstract"],
    ["the submission is withdrawn", ""],
    ["Paper withdrawn by the author; see v2", ""],
    ["The authors have withdrawn this paper", ""],
    ["This paper is now withdrawn", ""],
    ["9 pages", "This paper has been withdrawn by the authors."],
  ])("%s | %s", (comment, abstract) => {
    expect(findWithdrawal(comment, abstract)).not.toBeNull();
  });

  test.each([
    ["9 pages, 3 figures", "We study why papers get withdrawn."],
    ["", `${"We look at many things. ".repeat(10)} A paper is withdrawn in one case.`],
    ["9 pages; comments on a paper withdrawn from ICML", ""],
    ["accepted; earlier title was Drawn and Withdrawn", ""],
  ])("%s | %s is not withdrawn", (comment, abstract) => {
    expect(findWithdrawal(comment, abstract)).toBeNull();
  });
});

test.each([
  ["Ada Example, José Prueba", ["Ada Example", "José Prueba"]],
  ["Ada Example (Institute (of, things), Town), José Prueba, Jr", ["Ada Example", "José Prueba Jr"]],
  ["Ada Example and José Prueba", ["Ada Example", "José Prueba"]],
  ["Fernand Andrand, Alexander Grand", ["Fernand Andrand", "Alexander Grand"]],
  ["", []],
])("%s", (text, names) => {
  expect(splitAuthors(text).map(({ name }) => name)).toEqual(names);
});

test("categories without classes of others", () => {
  const terms = [
    "cs.LG",
    "68T05",
    "I.2.6",
    "hep-th",
    "physics.data-an",
    "cond-mat.dis-nn",
    "cs.LG",
    "62H30; 68",
    "math.OC",
  ];
  expect(keepCategories(terms)).toEqual(["cs.LG", "hep-th", "physics.data-an", "cond-mat.dis-nn", "math.OC"]);
});
