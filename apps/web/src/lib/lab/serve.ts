import type { Experiment } from "@offprint/lab";
import { serveWebWorker } from "@offprint/lab/browser";
import type { Device } from "./device.ts";

const experiments = import.meta.glob<Experiment>("../../../../../packages/papers/src/*/experiment.ts", {
  import: "default",
});

/** Runs the papers' experiments on a device, in a worker. */
export function serve(device: Device): void {
  const load = (slug: string): Promise<Experiment> => {
    const found = experiments[`../../../../../packages/papers/src/${slug}/experiment.ts`];
    if (!found) throw new Error(`There is no experiment "${slug}"`);
    return found();
  };
  serveWebWorker(self as unknown as Parameters<typeof serveWebWorker>[0], load, device);
}
