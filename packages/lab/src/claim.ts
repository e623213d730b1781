import type { ControlValue } from "./control.ts";
import type { Metrics, Run } from "./experiment.ts";

/** One setting that a protocol runs for every seed. */
export interface Treatment {
  /** Short name; results are filed under it. */
  id: string;
  arm: string;
  /** Control values that differ from the defaults. */
  controls?: Record<string, ControlValue>;
}

/**
 * How a claim is tested: what is run, how often, and how much. Claims that look at the same runs share one
 * protocol. Any change to it bumps `version`, which brings new seeds.
 */
export interface Protocol {
  /** The id of the (first) claim it serves. */
  id: string;
  /** From 1. */
  version: number;
  /** Number of verification seeds, at least 5 where an interval is judged; their values come from a hash. */
  seeds: number;
  /** The protocol in one line: data, model, budget, seeds. */
  summary: string;
  treatments: Treatment[];
  /** Its metrics are times: its runs go one after another, with nothing beside them. */
  measuresTime?: boolean;
  /** What is run for each treatment and seed; left out: the experiment's live run. */
  run?: Run;
  /** What changed with each version after the first, and why. */
  changes?: Record<number, string>;
}

/** The metrics of all treatments at one seed, by treatment id. */
export type SeedMetrics = Record<string, Metrics>;

/** Where the estimate must lie. Both ends are exclusive. */
export interface Acceptance {
  above?: number;
  below?: number;
}

interface CheckBase {
  /** What is measured, e.g. "test accuracy, τ = 1 − τ = 2". */
  label: string;
  accept: Acceptance;
}

/** Judged by the 95 % t-interval of a statistic over the seeds. */
export interface IntervalCheck extends CheckBase {
  kind: "paired" | "slope" | "ratio";
  /** The value of one seed. All seeds come with it, for what is chosen by an average over them: a learning rate. */
  statistic: (seed: SeedMetrics, seeds: SeedMetrics[]) => number;
  /** Which side of `accept` speaks against the claim; the other side leaves it open. Default both. */
  contradictedBy?: "above" | "below" | "both";
}

/** Judged by plain numbers, without an interval: each seed's value, or one value over all seeds. */
export interface ThresholdCheck extends CheckBase {
  kind: "threshold";
  /** The value of every seed must be accepted … */
  statistic?: (seed: SeedMetrics) => number;
  /** … or this one value, computed over all seeds. */
  overall?: (seeds: SeedMetrics[]) => number;
}

/** One measurable part of a claim. */
export type Check = IntervalCheck | ThresholdCheck;

/** A statement of the paper in our words, with the test that decides about it. */
export interface Claim {
  id: string;
  /** The claim the paper is known for: shown first. */
  headline?: boolean;
  statement: string;
  /** The paper's own figure, and where it stands. */
  paper: { figure: string; where: string };
  protocol: Protocol;
  /** All must hold. */
  checks: Check[];
  /** Results that stand beside the verdict without deciding it: values over the seeds. */
  context?: { label: string; statistic: (seed: SeedMetrics, seeds: SeedMetrics[]) => number }[];
}

/** Difference of one metric between two treatments, seed by seed: treatment − baseline. */
export function paired(check: {
  label: string;
  metric: string;
  treatment: string;
  baseline: string;
  accept: Acceptance;
  contradictedBy?: IntervalCheck["contradictedBy"];
}): IntervalCheck {
  const { metric, treatment, baseline, ...rest } = check;
  return {
    kind: "paired",
    statistic: (seed) => metricOf(seed, treatment, metric) - metricOf(seed, baseline, metric),
    ...rest,
  };
}

/** A rate fitted within each seed: a slope, a correlation. */
export function slope(check: Omit<IntervalCheck, "kind">): IntervalCheck {
  return { kind: "slope", ...check };
}

/** Quotient of one metric between two treatments, seed by seed: treatment / baseline. */
export function ratio(check: {
  label: string;
  metric: string;
  treatment: string;
  baseline: string;
  accept: Acceptance;
}): IntervalCheck {
  const { metric, treatment, baseline, ...rest } = check;
  return {
    kind: "ratio",
    statistic: (seed) => metricOf(seed, treatment, metric) / metricOf(seed, baseline, metric),
    ...rest,
  };
}

/** A value that must stay within limits, for every seed or over all of them. */
export function threshold(check: Omit<ThresholdCheck, "kind">): ThresholdCheck {
  return { kind: "threshold", ...check };
}

/** One metric of one treatment; a name that is not there is a mistake in the experiment, not a result. */
export function metricOf(seed: SeedMetrics, treatment: string, metric: string): number {
  const value = seed[treatment]?.[metric];
  if (value === undefined) throw new Error(`no metric "${metric}" of treatment "${treatment}"`);
  return value;
}
