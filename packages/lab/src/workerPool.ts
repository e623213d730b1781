import type { Target } from "@offprint/compile";
import type { Runner } from "./runner.ts";
import { runInWorker, type WorkerHandle } from "./worker.ts";

export interface PooledWorker extends WorkerHandle {
  /** False once it crashed or was ended. */
  isAlive(): boolean;
}

export interface WorkerPoolOptions {
  start: () => PooledWorker;
  /** How many workers there are at most; each runs one job at a time, further jobs wait. */
  workers: number;
  target: Target;
}

/**
 * Runs jobs in workers of any kind. Workers start when they are needed and are used again; one that had to be
 * ended because its job would not stop is replaced.
 */
export function workerPool({ start, workers, target }: WorkerPoolOptions): Runner {
  const idle: PooledWorker[] = [];
  const busy = new Set<PooledWorker>();
  const waiting: (() => void)[] = [];
  const closing = new AbortController();

  /** Takes a worker as soon as there is one; nothing is awaited between finding it and marking it busy. */
  const take = async (signal: AbortSignal) => {
    while (idle.length === 0 && busy.size >= workers) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      signal.throwIfAborted();
    }
    const worker = idle.pop() ?? start();
    busy.add(worker);
    return worker;
  };

  return {
    run: async (job, { signal: own, onFrame } = {}) => {
      const signal = own ? AbortSignal.any([own, closing.signal]) : closing.signal;
      signal.throwIfAborted();
      const worker = await take(signal);
      try {
        return await runInWorker(worker, job, target, { signal, ...(onFrame && { onFrame }) });
      } finally {
        busy.delete(worker);
        if (closing.signal.aborted) worker.terminate();
        else if (worker.isAlive()) idle.push(worker);
        for (const wake of waiting.splice(0)) wake();
      }
    },
    close: async () => {
      closing.abort();
      for (const worker of idle.splice(0)) worker.terminate();
    },
  };
}
