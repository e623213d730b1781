import { expect, test } from "vitest";
import { rankReasons } from "./rankReasons.ts";

const now = new Date("2026-01-06T12:00:00Z");
type Facts = Parameters<typeof rankReasons>[0];

const paper: Facts = {
  lab: null,
  links: [],
  listedOn: "2026-01-05",
  listedAt: new Date("2026-01-05T22:00:00Z"),
  publishedAt: new Date("2026-01-03T09:12:44Z"),
  publishedPrecision: "time",
};

test("claims, links and date", () => {
  const lab = { slug: "a", kind: "loss", summary: "", venue: "", year: 2026, methods: [] };
  const claims = { reproduced: 1, contradicted: 0, inconclusive: 1, "not tested": 3 };
  const links = [
    { url: "https://a.example", kind: "project" as const },
    { url: "https://github.com/a/b", kind: "code" as const },
    { url: "https://github.com/a/c", kind: "code" as const },
    { url: "https://c.example", kind: "other" as const },
  ];
  expect(rankReasons({ ...paper, lab: { ...lab, claims }, links }, now)).toEqual([
    "2 claims re-tested: 1 reproduced, 1 inconclusive",
    "code, project linked",
    "listed 14 h ago",
  ]);
  const one = { ...claims, inconclusive: 0 };
  expect(rankReasons({ ...paper, lab: { ...lab, claims: one } }, now)[0]).toBe(
    "1 claim re-tested: 1 reproduced",
  );
  const none = { reproduced: 0, contradicted: 0, inconclusive: 0, "not tested": 3 };
  expect(rankReasons({ ...paper, lab: { ...lab, claims: none } }, now)).toEqual(["listed 14 h ago"]);
});

test.each([
  ["2026-01-06T11:30:00Z", "listed less than an hour ago"],
  ["2026-01-04T11:00:00Z", "listed 2 days ago"],
  ["2025-12-01T23:30:00Z", "listed on 2025-12-02"],
])("listed at %s", (at, reason) => {
  expect(rankReasons({ ...paper, listedAt: new Date(at) }, now, "Europe/Berlin")).toEqual([reason]);
});

test("papers that were never listed", () => {
  expect(rankReasons({ ...paper, listedAt: null }, now)).toEqual(["listed on 2026-01-05"]);
  const old = { ...paper, listedAt: null, listedOn: null };
  expect(rankReasons(old, now)).toEqual(["submitted on 2026-01-03"]);
  expect(rankReasons({ ...old, publishedPrecision: "month" }, now)).toEqual(["submitted in 2026-01"]);
});
