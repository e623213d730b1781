import type { Acceptance, Check, Claim, IntervalCheck, SeedMetrics } from "./claim.ts";
import { mean, tInterval } from "./statistics.ts";

/** What a verification says about a claim; computed from its interval, never chosen. */
export type Verdict = "reproduced" | "contradicted" | "inconclusive";

/** The outcome of one check, with everything it was computed from. */
export interface CheckResult {
  kind: Check["kind"];
  label: string;
  accept: Acceptance;
  /** The statistic of each seed, in the order of the seeds; null where it is not a number. Empty for an overall value. */
  perSeed: (number | null)[];
  /** Their mean, or the overall value; null if it is not a number. */
  estimate: number | null;
  /** 95 % t-interval of the mean over seeds; null where no interval is judged. */
  interval: [number, number] | null;
  verdict: Verdict;
}

/** A number that stands beside the verdict. */
export interface ContextResult {
  label: string;
  estimate: number | null;
  interval: [number, number] | null;
}

export interface Judgement {
  verdict: Verdict;
  checks: CheckResult[];
  context: ContextResult[];
}

/**
 * Judges a claim by the metrics of its protocol's runs. It is `reproduced` if every check is, `contradicted` if
 * any check is, else `inconclusive`.
 * @param seeds one entry for each verification seed
 */
export function judge(claim: Claim, seeds: SeedMetrics[]): Judgement {
  const checks = claim.checks.map((check) => judgeCheck(check, seeds));
  const context = (claim.context ?? []).map(({ label, statistic }) => ({
    label,
    ...summarise(seeds.map((seed) => statistic(seed, seeds))),
  }));
  return { verdict: combine(checks.map((check) => check.verdict)), checks, context };
}

function combine(verdicts: Verdict[]): Verdict {
  if (verdicts.includes("contradicted")) return "contradicted";
  return verdicts.every((verdict) => verdict === "reproduced") ? "reproduced" : "inconclusive";
}

function judgeCheck(check: Check, seeds: SeedMetrics[]): CheckResult {
  const { kind, label, accept } = check;
  if (check.kind !== "threshold") {
    const values = seeds.map((seed) => check.statistic(seed, seeds));
    const { estimate, interval } = summarise(values);
    const verdict = interval ? judgeInterval(interval, check) : "inconclusive";
    return { kind, label, accept, perSeed: values.map(orNull), estimate, interval, verdict };
  }
  const values = check.overall ? [check.overall(seeds)] : seeds.map(check.statistic!);
  const verdict = judgeValues(values, accept);
  const perSeed = check.overall ? [] : values.map(orNull);
  return { kind, label, accept, perSeed, estimate: orNull(mean(values)), interval: null, verdict };
}

function summarise(values: number[]): { estimate: number | null; interval: [number, number] | null } {
  if (!values.every(Number.isFinite)) return { estimate: null, interval: null };
  return { estimate: mean(values), interval: values.length > 1 ? tInterval(values) : null };
}

const orNull = (value: number) => (Number.isFinite(value) ? value : null);

function isAccepted(value: number, { above = -Infinity, below = Infinity }: Acceptance): boolean {
  return value > above && value < below;
}

/** A value that is not a number neither supports a claim nor speaks against it. */
function judgeValues(values: number[], accept: Acceptance): Verdict {
  if (values.some((value) => !Number.isNaN(value) && !isAccepted(value, accept))) return "contradicted";
  return values.some(Number.isNaN) ? "inconclusive" : "reproduced";
}

function judgeInterval([low, high]: [number, number], check: IntervalCheck): Verdict {
  const { above = -Infinity, below = Infinity } = check.accept;
  if (low > above && high < below) return "reproduced";
  const against = check.contradictedBy ?? "both";
  if (high < above && against !== "above") return "contradicted";
  if (low > below && against !== "below") return "contradicted";
  return "inconclusive";
}
