import type { Metrics } from "./experiment.ts";
import type { PlotFrame } from "./frame.ts";
import type { CheckResult, ContextResult, Verdict } from "./verdict.ts";

/** One re-test of a claim. */
export interface ClaimResult {
  claim: string;
  verdict: Verdict;
  /** ISO date of the run. */
  date: string;
  protocol: { id: string; version: number; seeds: number[] };
  /** Where it ran, if that is not what the file as a whole says. */
  environment?: Environment;
  checks: CheckResult[];
  context: ContextResult[];
}

/** The metrics of one treatment at one seed; null where a value is not a number. */
export interface CellRecord {
  treatment: string;
  seed: number;
  metrics: Record<string, number | null>;
  seconds: number;
}

/** What was run on what. */
export interface Environment {
  /** Versions of this project, the engine, Node, and ONNX Runtime where programs ran on it. */
  versions: Record<string, string>;
  machine: { cpu: string; cores: number; platform: string };
  /** Compile target and device: "jit/wasm", "onnx/cpu". */
  target: string;
}

/** The content of a paper's `results.json`, written by `offprint verify` and never by hand. */
export interface Results {
  slug: string;
  date: string;
  environment: Environment;
  claims: ClaimResult[];
  /** Every measured value, by protocol id. */
  cells: Record<string, CellRecord[]>;
  /** Earlier results of claims, newest first: verdict changes stay on record. */
  history: ClaimResult[];
  /** Frames of the live run at its defaults that make the paper's picture, by arm. */
  picture: Record<string, PlotFrame[]>;
}

/** Metrics as JSON has them. */
export function recordMetrics(metrics: Metrics): Record<string, number | null> {
  const entries = Object.entries(metrics).map(([name, value]) => [
    name,
    Number.isFinite(value) ? value : null,
  ]);
  return Object.fromEntries(entries);
}
