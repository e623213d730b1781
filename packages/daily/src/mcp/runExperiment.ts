import {
  type Experiment,
  firstVerificationSeed,
  parseValues,
  recordMetrics,
  type ControlValues,
} from "@offprint/lab";
import { workerThreadRunner } from "@offprint/lab/node";
import { InvalidInputError } from "../errors.ts";

export interface ExperimentRequest {
  /** Left out: those that the live lab runs. */
  arms?: string[];
  seed: number;
  /** Values by control; what is left out takes its default. */
  controls: Record<string, unknown>;
  /** Time at most. */
  seconds: number;
}

export interface ExperimentOutcome {
  paper: string;
  seed: number;
  controls: ControlValues;
  arms: Record<string, { metrics: Record<string, number | null>; seconds: number }>;
}

/** A run was stopped since its time was over. */
export class OutOfTimeError extends Error {
  override name = "OutOfTimeError";
}

/**
 * Runs arms of an experiment, one after another in a worker thread.
 * @param entry module of the worker thread
 * @throws InvalidInputError for an arm, a seed or a control that is not there or out of range
 * @throws OutOfTimeError
 */
export async function runExperiment(
  experiment: Experiment,
  { arms = experiment.liveArms, seed, controls, seconds }: ExperimentRequest,
  entry: URL,
  signal: AbortSignal,
): Promise<ExperimentOutcome> {
  const values = readControls(experiment, controls);
  for (const arm of arms) {
    if (!Object.hasOwn(experiment.arms, arm)) {
      throw new InvalidInputError("arms", `some of ${Object.keys(experiment.arms).join(", ")}`, arm);
    }
  }
  if (seed >= firstVerificationSeed) {
    throw new InvalidInputError("seed", `below ${firstVerificationSeed}: others judge claims`, seed);
  }
  const runner = workerThreadRunner({ entry, workers: 1 });
  const deadline = AbortSignal.timeout(seconds * 1000);
  const outcome: ExperimentOutcome = { paper: experiment.slug, seed, controls: values, arms: {} };
  try {
    for (const arm of new Set(arms)) {
      const job = { slug: experiment.slug, arm, seed, controls: values };
      const result = await runner.run(job, { signal: AbortSignal.any([signal, deadline]) });
      outcome.arms[arm] = { metrics: recordMetrics(result.metrics), seconds: result.seconds };
    }
    return outcome;
  } catch (error) {
    if (!deadline.aborted || signal.aborted) throw error;
    const finished = Object.keys(outcome.arms).join(", ") || "none";
    throw new OutOfTimeError(
      `The run was stopped after ${seconds} s; arms that had finished: ${finished}. Ask for fewer arms or smaller settings.`,
    );
  } finally {
    await runner.close();
  }
}

function readControls({ controls }: Experiment, given: Record<string, unknown>): ControlValues {
  try {
    return parseValues(controls, given);
  } catch (error) {
    const { argument, expected, received } = error as Record<string, string | undefined>;
    if (argument === undefined) throw error;
    throw new InvalidInputError(argument, expected ?? "another value", received);
  }
}
