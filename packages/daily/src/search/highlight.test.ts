import { expect, test } from "vitest";
import { readMarks } from "./highlight.ts";

test.each([
  ["a \uE000big\uE001 word", "a big word", [[2, 5]]],
  [
    "\uE000a\uE001\uE000b\uE001",
    "ab",
    [
      [0, 1],
      [1, 2],
    ],
  ],
  ["x \uE003 y \uE004 z", "x<y>z", []],
  ["\uE001a\uE000", "a", []],
  ["\uE000\uE001", "", []],
])("%j", (marked, text, marks) => expect(readMarks(marked)).toEqual({ text, marks }));
