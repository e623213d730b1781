import { describe, expect, test } from "vitest";
import { plainStyle } from "../../test/recordingTerminal.ts";
import { describeCheck, formatAcceptance, formatEstimate, formatNumber, formatVerdict } from "./verdicts.ts";

test.each([
  [0, "0"],
  [0.102345, "0.1023"],
  [12345.678, "12350"],
  [1e-7, "1.00e-7"],
  [-2.5e9, "-2.50e9"],
  [NaN, "not a number"],
  [-Infinity, "-∞"],
])("formatNumber(%d) is %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

describe("formatEstimate", () => {
  test("shows as many digits as the interval is worth", () => {
    expect(formatEstimate({ label: "", estimate: 0.10234, interval: [0.0421, 0.1626] })).toBe(
      "0.10 [0.04, 0.16]",
    );
    expect(formatEstimate({ label: "", estimate: 81.234, interval: [70.1, 92.3] })).toBe("81 [70, 92]");
  });

  test("signs differences", () => {
    expect(formatEstimate({ label: "", estimate: 0.5, interval: [-0.25, 1.25] }, true)).toBe(
      "+0.5 [-0.3, +1.3]",
    );
  });

  test("shows a single value, and none", () => {
    expect(formatEstimate({ label: "", estimate: 0.5, interval: null })).toBe("0.5");
    expect(formatEstimate({ label: "", estimate: null, interval: null })).toBe("not a number");
  });
});

test("says what is accepted", () => {
  expect(formatAcceptance({ above: 0 })).toBe("> 0");
  expect(formatAcceptance({ below: 2.6 })).toBe("< 2.6");
  expect(formatAcceptance({ above: 0.9, below: 1.1 })).toBe("between 0.9 and 1.1");
});

test("a check and a verdict in a line", () => {
  const check = {
    kind: "paired",
    label: "accuracy",
    accept: { above: 0 },
    perSeed: [],
    verdict: "reproduced",
  } as const;
  expect(describeCheck({ ...check, perSeed: [], estimate: 1, interval: [0.5, 1.5] })).toBe(
    "accuracy: +1.00 [+0.50, +1.50] (must be > 0)",
  );
  expect(formatVerdict(plainStyle, "contradicted")).toBe("✗ contradicted");
});
