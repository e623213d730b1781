import type { Device } from "./device.ts";
import LabWorker from "./worker.ts?worker";

/** Starts a worker that runs the papers' experiments on a device. */
export const startWorker = (device: Device): Worker => new LabWorker({ name: device });

/** How many runs may go side by side on this machine. */
export const parallelRuns = (): number => Math.max(1, Math.min(4, navigator.hardwareConcurrency ?? 2));
