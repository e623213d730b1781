import { describe, expect, test } from "vitest";
import { type Acceptance, type Check, type Claim, paired, ratio, slope, threshold } from "./claim.ts";
import { judge } from "./verdict.ts";

const metricsOf = (values: number[]) =>
  values.map((value) => ({ own: { score: value }, other: { score: 1 } }));

const claimOf = (...checks: Check[]): Claim => ({
  id: "claim",
  statement: "",
  paper: { figure: "", where: "" },
  protocol: { id: "claim", version: 1, seeds: 5, summary: "", treatments: [] },
  checks,
});

const difference = (accept: Acceptance, contradictedBy?: "above" | "below" | "both") =>
  paired({
    label: "score",
    metric: "score",
    treatment: "own",
    baseline: "other",
    accept,
    ...(contradictedBy && { contradictedBy }),
  });

const verdictOf = (check: Check, values: number[]) => judge(claimOf(check), metricsOf(values)).verdict;

const clearlyHigher = [2, 2.1, 1.9, 2.2, 2];
const clearlyLower = [0, 0.1, -0.1, 0.2, 0];
const mixed = [0, 2, 0.5, 1.5, 1];

describe("a paired check", () => {
  test.each([
    ["reproduced", clearlyHigher],
    ["contradicted", clearlyLower],
    ["inconclusive", mixed],
  ])("is %s where the interval says so", (verdict, values) => {
    expect(verdictOf(difference({ above: 0 }), values)).toBe(verdict);
  });

  test("keeps all it was computed from", () => {
    const [check] = judge(claimOf(difference({ above: 0 })), metricsOf([2, 3, 4])).checks;
    expect(check).toMatchObject({ kind: "paired", perSeed: [1, 2, 3], estimate: 2, accept: { above: 0 } });
    expect(check!.interval![0]).toBeCloseTo(2 - 4.30265 / Math.sqrt(3), 4);
  });

  test("takes the ends as outside", () => {
    expect(verdictOf(difference({ above: 0 }), [1, 1, 1, 1, 1])).toBe("inconclusive");
  });

  test("is inconclusive with a value that is not a number, or a single seed", () => {
    expect(verdictOf(difference({ above: 0 }), [...clearlyHigher, NaN])).toBe("inconclusive");
    expect(verdictOf(difference({ above: 0 }), [...clearlyLower, Infinity])).toBe("inconclusive");
    expect(verdictOf(difference({ above: 0 }), [5])).toBe("inconclusive");
  });

  test("complains about a metric that is not there", () => {
    const check = paired({ label: "", metric: "scor", treatment: "own", baseline: "other", accept: {} });
    expect(() => judge(claimOf(check), metricsOf([1, 2]))).toThrow('no metric "scor" of treatment "own"');
  });
});

describe("a range of acceptance", () => {
  const accept = { above: -0.5, below: 0.5 };
  const inside = [1, 1.1, 0.9, 1.05, 0.95];

  test("is met from inside and missed on both sides", () => {
    expect(verdictOf(difference(accept), inside)).toBe("reproduced");
    expect(verdictOf(difference(accept), clearlyHigher)).toBe("contradicted");
    expect(verdictOf(difference(accept), clearlyLower)).toBe("contradicted");
  });

  test("may be contradicted from one side only", () => {
    expect(verdictOf(difference(accept, "above"), clearlyHigher)).toBe("contradicted");
    expect(verdictOf(difference(accept, "above"), clearlyLower)).toBe("inconclusive");
    expect(verdictOf(difference(accept, "below"), clearlyHigher)).toBe("inconclusive");
    expect(verdictOf(difference(accept, "below"), clearlyLower)).toBe("contradicted");
  });
});

test("a ratio is taken seed by seed", () => {
  const check = ratio({
    label: "times",
    metric: "score",
    treatment: "other",
    baseline: "own",
    accept: { below: 1 },
  });
  const judgement = judge(claimOf(check), metricsOf([2, 4]));
  expect(judgement.checks[0]!.perSeed).toEqual([0.5, 0.25]);
  expect(verdictOf(check, clearlyHigher)).toBe("reproduced");
});

test("a slope is judged by its interval over seeds", () => {
  const check = slope({ label: "rate", statistic: (seed) => -seed["own"]!["score"]!, accept: { below: -1 } });
  expect(verdictOf(check, clearlyHigher)).toBe("reproduced");
  expect(verdictOf(check, clearlyLower)).toBe("contradicted");
});

describe("a threshold", () => {
  const each = threshold({
    label: "score",
    statistic: (seed) => seed["own"]!["score"]!,
    accept: { below: 3 },
  });

  test("must hold at every seed", () => {
    expect(verdictOf(each, [1, 2, 2.9])).toBe("reproduced");
    expect(verdictOf(each, [1, 2, 3])).toBe("contradicted");
    expect(judge(claimOf(each), metricsOf([1, 2])).checks[0]).toMatchObject({
      interval: null,
      estimate: 1.5,
    });
  });

  test("is open where a value is not a number and none speaks against it", () => {
    expect(verdictOf(each, [1, NaN])).toBe("inconclusive");
    expect(verdictOf(each, [4, NaN])).toBe("contradicted");
    expect(judge(claimOf(each), metricsOf([1, NaN])).checks[0]).toMatchObject({
      perSeed: [1, null],
      estimate: null,
    });
  });

  test("may look at all seeds at once", () => {
    const overall = threshold({
      label: "spread",
      overall: (seeds) => Math.max(...seeds.map((seed) => seed["own"]!["score"]!)),
      accept: { above: 3 },
    });
    expect(verdictOf(overall, [1, 4])).toBe("reproduced");
    expect(verdictOf(overall, [1, 2])).toBe("contradicted");
    expect(judge(claimOf(overall), metricsOf([1, 4])).checks[0]).toMatchObject({ perSeed: [], estimate: 4 });
  });
});

describe("a claim with several checks", () => {
  const good = difference({ above: 0 });
  const bad = difference({ below: 0 });
  const open = difference({ above: 1 });

  test("needs all of them", () => {
    const verdict = (...checks: Check[]) => judge(claimOf(...checks), metricsOf(clearlyHigher)).verdict;
    expect(verdict(good, good)).toBe("reproduced");
    expect(verdict(good, open)).toBe("inconclusive");
    expect(verdict(open, good, bad)).toBe("contradicted");
  });
});

test("context stands beside the verdict", () => {
  const claim: Claim = {
    ...claimOf(difference({ above: 0 })),
    context: [{ label: "own score", statistic: (seed) => seed["own"]!["score"]! }],
  };
  const { context, verdict } = judge(claim, metricsOf([2, 4]));
  expect(verdict).toBe("inconclusive");
  expect(context).toMatchObject([{ label: "own score", estimate: 3 }]);
  expect(context[0]!.interval![0]).toBeLessThan(2);
});
