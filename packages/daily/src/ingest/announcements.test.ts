import { describe, expect, test } from "vitest";
import { isListingDay, listingMoment, newestListingDay } from "./announcements.ts";

describe("listingMoment", () => {
  test.each([
    ["Monday morning: announced on Monday", "2026-01-12T10:00:00-05:00", "2026-01-13"],
    ["Monday 14:00: too late, announced on Tuesday", "2026-01-12T14:00:00-05:00", "2026-01-14"],
    ["Wednesday noon", "2026-01-14T12:00:00-05:00", "2026-01-15"],
    ["Thursday noon", "2026-01-15T12:00:00-05:00", "2026-01-16"],
    ["Thursday evening: closes on Friday, announced on Sunday", "2026-01-08T20:00:00-05:00", "2026-01-12"],
    ["Friday noon", "2026-01-09T12:00:00-05:00", "2026-01-12"],
    ["Friday afternoon: announced on Monday", "2026-01-09T15:00:00-05:00", "2026-01-13"],
    ["Saturday", "2026-01-10T12:00:00-05:00", "2026-01-13"],
    ["a holiday on Monday: announced on Tuesday", "2026-01-19T10:00:00-05:00", "2026-01-21"],
    ["in summer time", "2026-07-13T13:59:00-04:00", "2026-07-14"],
  ])("%s", (_, submitted, day) => {
    const offset = day > "2026-03-08" && day < "2026-11-01" ? "-04:00" : "-05:00";
    expect(listingMoment(new Date(submitted))).toEqual(new Date(`${day}T00:00:00${offset}`));
  });
});

test.each([
  ["2026-01-12", true],
  ["2026-01-16", true],
  ["2026-01-17", false],
  ["2026-01-18", false],
  ["2026-01-20", false],
  ["2026-01-02", false],
])("a listing on %s: %s", (day, expected) => {
  expect(isListingDay(day)).toBe(expected);
});

test.each([
  ["2026-01-14T12:00:00Z", "2026-01-14"],
  ["2026-01-14T04:59:00Z", "2026-01-13"],
  ["2026-01-18T12:00:00Z", "2026-01-16"],
  ["2026-01-20T12:00:00Z", "2026-01-19"],
])("the newest listing at %s is of %s", (now, day) => {
  expect(newestListingDay(new Date(now))).toBe(day);
});
