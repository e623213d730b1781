import { expect, test } from "vitest";
import type { CheckResult } from "@offprint/lab";
import { acceptanceText, checkTexts, durationText, formatNumber, measuredText } from "./checkText.ts";

test.each([
  [0, "0"],
  [0.10234, "0.102"],
  [-0.5, "−0.5"],
  [12345, "12300"],
  [123456, "1.2e5"],
  [0.00021, "2.1e−4"],
  [-0.0000001, "−1.0e−7"],
  [9, "9"],
])("formatNumber(%d) is %s", (value, text) => expect(formatNumber(value)).toBe(text));

test("acceptanceText", () => {
  expect(acceptanceText({ above: 0 })).toBe("above 0");
  expect(acceptanceText({ above: 0.75, below: 1.25 })).toBe("above 0.75 and below 1.25");
});

test("measuredText", () => {
  expect(measuredText({ estimate: 0.1, interval: [0.05, 0.15] })).toBe("0.1 [0.05, 0.15]");
  expect(measuredText({ estimate: 2, interval: null })).toBe("2");
  expect(measuredText({ estimate: null, interval: null })).toBe("no value");
});

test("checkTexts takes more digits where a limit is near", () => {
  const check: CheckResult = {
    kind: "threshold",
    label: "",
    accept: { above: 1 - 1e-6, below: 1.01 },
    perSeed: [],
    estimate: 1.00015,
    interval: null,
    verdict: "reproduced",
  };
  expect(checkTexts(check)).toEqual({ measured: "1.0002", accepted: "above 1 and below 1.01" });
  expect(checkTexts({ ...check, estimate: 1.0000001 }).accepted).toBe("above 0.999999 and below 1.01");
  expect(checkTexts({ ...check, estimate: 1.005 }).measured).toBe("1.005");
  expect(checkTexts({ ...check, estimate: 0.5 }).measured).toBe("0.5");
});

test("durationText", () => {
  expect(durationText(0.2)).toBe("1 s");
  expect(durationText(42.4)).toBe("42 s");
  expect(durationText(150)).toBe("3 min");
});
