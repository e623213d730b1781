import { expect, test } from "vitest";
import { InvalidInputError } from "../errors.ts";
import { dayIn, momentIn, wallTime } from "./zones.ts";

const newYork = "America/New_York";

test.each([
  ["2026-01-07T05:00:00Z", newYork, "2026-01-07", 0],
  ["2026-01-07T04:59:00Z", newYork, "2026-01-06", 23 * 60 + 59],
  ["2026-07-07T04:00:00Z", newYork, "2026-07-07", 0],
  ["2026-01-07T05:00:00Z", "America/Los_Angeles", "2026-01-06", 21 * 60],
  ["2026-01-07T05:00:00Z", "Asia/Kolkata", "2026-01-07", 10 * 60 + 30],
  ["2026-01-07T05:00:00Z", "UTC", "2026-01-07", 5 * 60],
])("%s in %s", (moment, zone, day, minutes) => {
  expect(wallTime(new Date(moment), zone)).toEqual({ day, minutes });
  expect(dayIn(new Date(moment), zone)).toBe(day);
  expect(momentIn(day, minutes, zone)).toEqual(new Date(moment));
});

test("both sides of a change of clocks", () => {
  expect(momentIn("2026-03-08", 60, newYork)).toEqual(new Date("2026-03-08T06:00:00Z"));
  expect(momentIn("2026-03-08", 3 * 60, newYork)).toEqual(new Date("2026-03-08T07:00:00Z"));
  expect(momentIn("2026-11-01", 4 * 60, newYork)).toEqual(new Date("2026-11-01T09:00:00Z"));
});

test("refuses a zone that is not there", () => {
  expect(() => dayIn(new Date(), "Mars/Olympus")).toThrow(InvalidInputError);
});
