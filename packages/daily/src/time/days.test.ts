import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../errors.ts";
import { addDays, daysOfMonth, daysOfWeek, readDay, weekday, weekOf } from "./days.ts";

describe("weeks", () => {
  test.each([
    ["2026-01-01", "2026-W01"],
    ["2025-12-29", "2026-W01"],
    ["2027-01-01", "2026-W53"],
    ["2024-12-30", "2025-W01"],
    ["2026-07-15", "2026-W29"],
  ])("%s is in %s", (day, week) => {
    expect(weekOf(day)).toBe(week);
  });

  test("the first week of 2026 begins in 2025", () => {
    expect(daysOfWeek("2026-W01")).toEqual({ from: "2025-12-29", to: "2026-01-04" });
    expect(daysOfWeek("2026-W53")).toEqual({ from: "2026-12-28", to: "2027-01-03" });
  });

  test("every day is in the week it is said to be in", () => {
    const days = fc.integer({ min: 0, max: 60_000 }).map((count) => addDays("1995-01-01", count));
    fc.assert(
      fc.property(days, (day) => {
        const { from, to } = daysOfWeek(weekOf(day));
        expect(from <= day && day <= to).toBe(true);
        expect([weekday(from), weekday(to)]).toEqual([1, 7]);
      }),
    );
  });

  test.each(["2025-W53", "2026-W00", "2026-W54", "2026-W1", "2026W01", "1980-W01", ""])(
    "%s is none",
    (week) => {
      expect(() => daysOfWeek(week)).toThrow(InvalidInputError);
    },
  );
});

test("months", () => {
  expect(daysOfMonth("2026-02")).toEqual({ from: "2026-02-01", to: "2026-02-28" });
  expect(daysOfMonth("2024-02")).toEqual({ from: "2024-02-01", to: "2024-02-29" });
  expect(daysOfMonth("2026-12")).toEqual({ from: "2026-12-01", to: "2026-12-31" });
  for (const month of ["2026-13", "2026-00", "2026", "2026-1", "x"]) {
    expect(() => daysOfMonth(month)).toThrow(InvalidInputError);
  }
});

test("days", () => {
  expect(readDay("2024-02-29")).toBe("2024-02-29");
  for (const day of [
    "2026-02-29",
    "2026-13-01",
    "2026-1-1",
    "today",
    "0001-01-01",
    "2026-01-05T00:00:00Z",
    "",
  ]) {
    expect(() => readDay(day)).toThrow(InvalidInputError);
  }
});
