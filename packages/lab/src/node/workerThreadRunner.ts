import type { Target } from "@offprint/compile";
import { Worker } from "node:worker_threads";
import type { Runner } from "../runner.ts";
import { type FromWorker, runInWorker, type WorkerHandle } from "../worker.ts";

export interface WorkerThreadOptions {
  /** The worker's module: it calls `serveWorkerThread`. */
  entry: URL;
  /** How many threads there are at most; each runs one job at a time, further jobs wait. */
  workers: number;
  /** Default `jit`. */
  target?: Target;
}

interface Thread extends WorkerHandle {
  isAlive(): boolean;
}

/**
 * Runs jobs in worker threads. Threads start when they are needed and are used again; one that had to be ended
 * because its job would not stop is replaced.
 */
export function workerThreadRunner({ entry, workers, target = "jit" }: WorkerThreadOptions): Runner {
  const idle: Thread[] = [];
  const busy = new Set<Thread>();
  const waiting: (() => void)[] = [];
  const closing = new AbortController();

  /** Resolves when one of the threads may be taken. */
  const turn = async (signal: AbortSignal) => {
    while (idle.length === 0 && busy.size >= workers) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      signal.throwIfAborted();
    }
  };

  return {
    run: async (job, { signal: own, onFrame } = {}) => {
      const signal = own ? AbortSignal.any([own, closing.signal]) : closing.signal;
      signal.throwIfAborted();
      await turn(signal);
      const thread = idle.pop() ?? startThread(entry);
      busy.add(thread);
      try {
        return await runInWorker(thread, job, target, { signal, ...(onFrame && { onFrame }) });
      } finally {
        busy.delete(thread);
        if (closing.signal.aborted) thread.terminate();
        else if (thread.isAlive()) idle.push(thread);
        waiting.shift()?.();
      }
    },
    close: async () => {
      closing.abort();
      for (const thread of idle.splice(0)) thread.terminate();
    },
  };
}

function startThread(entry: URL): Thread {
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
