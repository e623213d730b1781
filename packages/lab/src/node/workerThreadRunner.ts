import { preferredTarget, type Target } from "@offprint/compile";
import { Worker } from "node:worker_threads";
import type { Runner } from "../runner.ts";
import type { FromWorker } from "../worker.ts";
import { type PooledWorker, workerPool } from "../workerPool.ts";

export interface WorkerThreadOptions {
  /** The worker's module: it calls `serveWorkerThread`. */
  entry: URL;
  /** How many threads there are at most; each runs one job at a time, further jobs wait. */
  workers: number;
  /** Default: ONNX Runtime where it loads, else `jit`. */
  target?: Target;
}

/** Runs jobs in worker threads. */
export function workerThreadRunner({
  entry,
  workers,
  target = preferredTarget(),
}: WorkerThreadOptions): Runner {
  return workerPool({ start: () => startThread(entry), workers, target });
}

function startThread(entry: URL): PooledWorker {
  const worker = new Worker(entry, { execArgv: ["--conditions=@offprint/source"] });
  let alive = true;
  let onMessage: (message: FromWorker) => void = () => {};
  let onCrash: (error: Error) => void = () => {};
  const died = (error: Error) => {
    alive = false;
    onCrash(error);
  };
  worker.on("message", (message: FromWorker) => onMessage(message));
  worker.on("error", died);
  worker.on("exit", (code) => died(new Error(`the worker thread ended with code ${code}`)));
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      onMessage = listener;
    },
    onCrash: (listener) => {
      onCrash = listener;
    },
    terminate: () => {
      alive = false;
      void worker.terminate();
    },
    isAlive: () => alive,
  };
}
