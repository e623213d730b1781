import {
  type Experiment,
  type Frame,
  inProcessRunner,
  type Job,
  type Metrics,
  parseValues,
} from "@offprint/lab";

/**
 * Live runs of an experiment for its tests.
 * @param quick control values that make a run short; a job may override them
 */
export function liveRuns(experiment: Experiment, quick: Record<string, unknown>) {
  const runner = inProcessRunner(async () => experiment);

  const job = (arm: string, controls: Record<string, unknown> = {}, seed = 1): Job => ({
    slug: experiment.slug,
    arm,
    seed,
    controls: parseValues(experiment.controls, { ...quick, ...controls }),
  });

  /** Runs a job to its end. */
  async function liveRun(given: Job): Promise<{ frames: Frame[]; metrics: Metrics }> {
    const frames: Frame[] = [];
    const { metrics } = await runner.run(given, { onFrame: (frame) => frames.push(frame) });
    return { frames, metrics };
  }

  return { runner, job, liveRun };
}

/** Names of the plots that frames belong to, in alphabetical order. */
export function plotsOf(frames: Frame[]): string[] {
  return [...new Set(frames.flatMap((frame) => ("plot" in frame ? [frame.plot] : [])))].sort();
}
