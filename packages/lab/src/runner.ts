import { compile, preferredTarget, type Target } from "@offprint/compile";
import { type Job, type JobResult, protocolOf } from "./cell.ts";
import type { Experiment, Metrics, Run } from "./experiment.ts";
import type { Frame } from "./frame.ts";

export interface RunOptions {
  signal?: AbortSignal;
  onFrame?: (frame: Frame) => void;
}

/** Runs jobs somewhere: here, in worker threads, in a Web Worker. */
export interface Runner {
  /** Rejects with the signal's reason if it is stopped, or with the run's own error. */
  run(job: Job, options?: RunOptions): Promise<JobResult>;
  /** Stops what is running and frees the workers. */
  close(): Promise<void>;
}

/** Finds an experiment by its slug. */
export type LoadExperiment = (slug: string) => Promise<Experiment>;

/** Runs jobs in this very thread. */
export function inProcessRunner(load: LoadExperiment, target: Target = preferredTarget()): Runner {
  return {
    run: async (job, options = {}) => runJob(await load(job.slug), job, target, options),
    close: async () => {},
  };
}

/** Runs one job of an experiment to its end. */
export async function runJob(
  experiment: Experiment,
  job: Job,
  target: Target,
  { signal = new AbortController().signal, onFrame = () => {} }: RunOptions = {},
): Promise<JobResult> {
  const run: Run = (job.protocol && protocolOf(experiment, job.protocol).run) || experiment.run;
  const started = performance.now();
  const frames = run({
    arm: job.arm,
    seed: job.seed,
    controls: job.controls,
    signal,
    compile: (fn) => compile(fn, { target }),
  });
  const metrics = await drain(frames, signal, onFrame);
  return { metrics, seconds: (performance.now() - started) / 1000, target };
}

async function drain(
  frames: AsyncGenerator<Frame, Metrics, void>,
  signal: AbortSignal,
  onFrame: (frame: Frame) => void,
): Promise<Metrics> {
  let rested = performance.now();
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await frames.next();
      if (next.done) return next.value;
      onFrame(next.value);
      if (performance.now() - rested > restEvery) {
        await rest();
        rested = performance.now();
      }
    }
  } finally {
    await endEarly(frames);
  }
}

/** Lets a run that was left in the middle free what it holds; of no effect on one that has ended. */
async function endEarly(frames: AsyncGenerator<Frame, Metrics, void>): Promise<void> {
  await frames.return({});
}

/** Milliseconds after which a run lets waiting events in. */
const restEvery = 10;

/**
 * Lets the event loop take one turn, so that a stop message is heard while programs run. A message is the one
 * macrotask that browsers, workers and Node all have and that no timer throttling delays.
 */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
