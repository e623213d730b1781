import type { Target } from "@offprint/compile";
import type { Job, JobResult } from "./cell.ts";
import type { Frame } from "./frame.ts";
import { type LoadExperiment, type RunOptions, runJob } from "./runner.ts";

/**
 * Messages between a runner and its worker. A worker does one job at a time, so they carry no job number; a
 * runner that stops a job and gets no answer soon ends the worker.
 */
export type ToWorker = { type: "run"; job: Job; target: Target } | { type: "stop" };
export type FromWorker =
  | { type: "frame"; frame: Frame }
  | { type: "done"; result: JobResult }
  | { type: "stopped" }
  | { type: "failed"; message: string; stack?: string };

/** The worker's side of a message channel, whichever kind of worker it is. */
export interface WorkerPort {
  send(message: FromWorker): void;
  receive(listener: (message: ToWorker) => void): void;
}

/** Makes a worker serve jobs. */
export function serveJobs(port: WorkerPort, load: LoadExperiment): void {
  let current = new AbortController();
  port.receive(async (message) => {
    if (message.type === "stop") return current.abort();
    current = new AbortController();
    const { signal } = current;
    try {
      const experiment = await load(message.job.slug);
      const onFrame = (frame: Frame) => port.send({ type: "frame", frame });
      const result = await runJob(experiment, message.job, message.target, { signal, onFrame });
      port.send({ type: "done", result });
    } catch (error) {
      port.send(signal.aborted ? { type: "stopped" } : failure(error));
    }
  });
}

function failure(error: unknown): FromWorker {
  if (!(error instanceof Error)) return { type: "failed", message: String(error) };
  return { type: "failed", message: error.message, ...(error.stack && { stack: error.stack }) };
}

/** The runner's side: one worker that can be talked to and ended. */
export interface WorkerHandle {
  send(message: ToWorker): void;
  /** Sets the one listener to what the worker says. */
  onMessage(listener: (message: FromWorker) => void): void;
  /** Sets the one listener to its death, be it a crash or `terminate`. */
  onCrash(listener: (error: Error) => void): void;
  terminate(): void;
}

/** Milliseconds that a stopped job gets to end by itself. */
const graceOfStop = 400;

/**
 * Runs one job in a worker. A stopped job that does not end by itself soon takes its worker with it.
 * Whoever owns the worker replaces one that has died.
 * @throws the signal's reason if it was stopped, the run's own error, or that of the crash
 */
export async function runInWorker(
  worker: WorkerHandle,
  job: Job,
  target: Target,
  { signal, onFrame }: RunOptions,
): Promise<JobResult> {
  signal?.throwIfAborted();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    worker.send({ type: "stop" });
    timer = setTimeout(() => worker.terminate(), graceOfStop);
  };
  try {
    return await new Promise<JobResult>((resolve, reject) => {
      worker.onCrash((error) => reject(signal?.aborted ? signal.reason : error));
      worker.onMessage((message) => {
        if (message.type === "frame") onFrame?.(message.frame);
        else if (message.type === "done") resolve(message.result);
        else if (message.type === "stopped") reject(signal?.reason);
        else reject(Object.assign(new Error(message.message), { stack: message.stack }));
      });
      signal?.addEventListener("abort", stop, { once: true });
      worker.send({ type: "run", job, target });
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
