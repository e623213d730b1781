import { expect, test } from "vitest";
import { aimsOf, isReached } from "./aims.ts";
import type { ServiceFigures, Times } from "./measureService.ts";
import { formatReport } from "./report.ts";
import { queryKinds, type QueryKind } from "./searchQueries.ts";

const times = (p95: number): Times => ({ count: 1, p50: 1, p95 });
const figures: ServiceFigures = {
  database: "PostgreSQL 18.3",
  search: times(60),
  searchByKind: Object.fromEntries(queryKinds.map((kind) => [kind, times(2)])) as Record<QueryKind, Times>,
  dailyPage: times(20),
  trendingPage: times(3),
  searchPage: times(4),
  rates: [
    { path: "/trending", perSecond: 700, perCoreSecond: 499 },
    { path: "/today.atom", perSecond: 700, perCoreSecond: null },
  ],
  residentMegabytes: 300.4,
};

test("an aim is reached on its limit, and unknown where nothing was measured", () => {
  expect(aimsOf("postgresql", figures).map(isReached)).toEqual([false, true, false, null]);
  expect(aimsOf("pglite", figures).map(isReached)).toEqual([true, true, false, null]);
});

test("the report has every figure with what it was measured on", () => {
  const machine = { cpu: "Example CPU", cores: 2, platform: "linux x64" };
  const databases = { postgresql: { ...figures, load: [0.5, 1.25] as [number, number] } };
  const text = formatReport({ date: "2026-01-05", papers: 500, seed: 1, machine, node: "24.0.0", databases });
  for (const part of [
    "Example CPU, 2 cores",
    "Node 24.0.0",
    "PostgreSQL 18.3",
    "Load average 0.5 before, 1.3 after",
    "300 MB",
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toMatch(/search, p95 +\| +at most 50 +\| +60\.0 +\| +MISSED/);
  expect(text).toMatch(/daily page, p95 +\| +at most 20 +\| +20\.0 +\| +reached/);
});
