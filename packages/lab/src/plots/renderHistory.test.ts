import { expect, test } from "vitest";
import { type HistoryPoint, renderHistory } from "./renderHistory.ts";

const first: HistoryPoint = {
  date: "2026-01-05T10:00:00Z",
  version: 1,
  verdict: "inconclusive",
  check: { label: "difference", estimate: 0.1, interval: [-0.1, 0.3], accept: { above: 0 } },
};
const second: HistoryPoint = {
  date: "2026-03-01",
  version: 2,
  verdict: "reproduced",
  check: { label: "difference", estimate: 0.2, interval: [0.1, 0.3], accept: { above: 0, below: 1 } },
};

test("draws every test with its version, day and verdict", () => {
  const svg = renderHistory([first, second], { width: 280 });
  for (const part of ["v1", "v2", "2026-01-05", "2026-03-01", "--inconclusive", "--reproduced"])
    expect(svg).toContain(part);
  expect(svg.match(/<circle/g)).toHaveLength(2);
  expect(svg).toContain(
    "<title>2026-01-05, protocol version 1: inconclusive, 0.1, 95 % interval -0.1 to 0.3; ",
  );
});

test("a test without a value has no dot, and nothing is NaN", () => {
  const none = { ...first, check: { ...first.check, estimate: null, interval: null } };
  const svg = renderHistory([none], { width: 100 });
  expect(svg).not.toContain("<circle");
  expect(svg).not.toContain("NaN");
});
