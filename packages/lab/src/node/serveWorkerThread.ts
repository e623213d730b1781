import { parentPort } from "node:worker_threads";
import type { LoadExperiment } from "../runner.ts";
import { serveJobs } from "../worker.ts";

/**
 * The whole of a worker thread's entry file, but for how it finds experiments.
 * @throws Error if this is not a worker thread
 */
export function serveWorkerThread(load: LoadExperiment): void {
  if (!parentPort) throw new Error("serveWorkerThread must be called in a worker thread");
  const port = parentPort;
  serveJobs(
    {
      send: (message) => port.postMessage(message),
      receive: (listener) => port.on("message", listener),
    },
    load,
  );
}
