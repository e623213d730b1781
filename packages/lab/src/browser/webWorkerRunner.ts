import type { Target } from "@offprint/compile";
import type { Runner } from "../runner.ts";
import type { FromWorker } from "../worker.ts";
import { type PooledWorker, workerPool } from "../workerPool.ts";
import type { FromWebWorker } from "./messages.ts";

export interface WebWorkerOptions {
  /** Starts a worker that calls `serveWebWorker`. */
  start: () => Worker;
  /** How many workers there are at most; each runs one job at a time, further jobs wait. */
  workers: number;
  /** Default `jit`. */
  target?: Target;
}

/** Runs jobs in Web Workers, so that the page never waits. */
export function webWorkerRunner({ start, workers, target = "jit" }: WebWorkerOptions): Runner {
  return workerPool({ start: () => pooled(start()), workers, target });
}

function pooled(worker: Worker): PooledWorker {
  let alive = true;
  let onMessage: (message: FromWorker) => void = () => {};
  let onCrash: (error: Error) => void = () => {};
  const die = (error: Error) => {
    alive = false;
    worker.terminate();
    onCrash(error);
  };
  worker.addEventListener("message", ({ data }: MessageEvent<FromWebWorker>) => {
    if (data.type !== "judged" && data.type !== "unjudged") onMessage(data);
  });
  worker.addEventListener("error", (event) => die(new Error(event.message || "The worker did not start")));
  worker.addEventListener("messageerror", () => die(new Error("The worker sent something unreadable")));
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      onMessage = listener;
    },
    onCrash: (listener) => {
      onCrash = listener;
    },
    terminate: () => die(new Error("The worker was ended")),
    isAlive: () => alive,
  };
}
