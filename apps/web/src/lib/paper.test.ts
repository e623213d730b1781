import { expect, test } from "vitest";
import { counted, countVerdicts, dayName, monthName, shortAuthors } from "./paper.ts";

test("dates are said the same way on every machine", () => {
  expect(monthName("2023-04")).toBe("April 2023");
  expect(dayName("2026-10-03T23:59:00.000Z")).toBe("3 October 2026");
});

test("counts", () => {
  expect(counted(1, "seed")).toBe("1 seed");
  expect(counted(0, "seed")).toBe("0 seeds");
  expect(countVerdicts(["reproduced", "untested", "reproduced"])).toEqual({
    reproduced: 2,
    contradicted: 0,
    inconclusive: 0,
    untested: 1,
  });
});

test("many authors are cut", () => {
  expect(shortAuthors(["A", "B", "C"])).toBe("A, B, C");
  expect(shortAuthors(["A", "B", "C", "D"])).toBe("A, B, C et al.");
});
