import fc from "fast-check";
import { expect, test } from "vitest";
import { InvalidInputError } from "../errors.ts";
import { addDays, dayAt, isoWeekOf, readPeriod } from "./period.ts";

test.each([
  ["2026-01-01", "2026-W01"],
  ["2025-12-29", "2026-W01"],
  ["2027-01-01", "2026-W53"],
])("%s is in %s", (day, week) => expect(isoWeekOf(day)).toBe(week));

test("weeks, months and days with their ends and neighbours", () => {
  expect(readPeriod("2026-W01")).toMatchObject({
    from: "2025-12-29",
    to: "2026-01-04",
    previous: "2025-W52",
  });
  expect(readPeriod("2026-W53")).toMatchObject({ from: "2026-12-28", to: "2027-01-03", next: "2027-W01" });
  expect(readPeriod("2024-02")).toMatchObject({ from: "2024-02-01", to: "2024-02-29", next: "2024-03" });
  expect(readPeriod("2026-01")).toMatchObject({ previous: "2025-12" });
  expect(readPeriod("2024-02-29")).toMatchObject({ kind: "day", next: "2024-03-01" });
});

test.each(["2025-W53", "2026-W00", "2026-13", "2026-02-29", "2026-00-01", "0001-01-01", "x", "", "2026-1-1"])(
  "%j is no period",
  (text) => expect(() => readPeriod(text)).toThrow(InvalidInputError),
);

test("every day lies in its week, and weeks follow each other", () => {
  const days = fc.integer({ min: 0, max: 40_000 }).map((count) => addDays("1991-08-14", count));
  fc.assert(
    fc.property(days, (day) => {
      const week = readPeriod(isoWeekOf(day));
      expect(week.from <= day && day <= week.to).toBe(true);
      expect(readPeriod(week.next).from).toBe(addDays(week.to, 1));
    }),
  );
});

test("a day depends on the time zone", () => {
  const at = new Date("2026-01-05T23:30:00Z");
  expect(dayAt(at)).toBe("2026-01-05");
  expect(dayAt(at, "Europe/Berlin")).toBe("2026-01-06");
});
