import { defaultDevice, init } from "@jax-js/jax";
import { type CellResult, metricsBySeed } from "../cell.ts";
import type { Claim } from "../claim.ts";
import type { LoadExperiment } from "../runner.ts";
import { judge } from "../verdict.ts";
import { serveJobs } from "../worker.ts";
import type { FromWebWorker, JudgeAnswer, JudgeRequest, ToWebWorker } from "./messages.ts";

/** What a dedicated worker's global scope has of a message channel. */
interface Scope {
  postMessage(message: FromWebWorker): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToWebWorker>) => void): void;
}

/**
 * Makes a Web Worker run jobs and judge claims.
 * @param scope the worker's global scope
 * @param device where the engine computes; if the browser lacks it, every job fails saying so
 */
export function serveWebWorker(scope: Scope, load: LoadExperiment, device: "wasm" | "webgpu"): void {
  const ready = chooseDevice(device);
  const loadWhenReady: LoadExperiment = async (slug) => {
    await ready;
    return load(slug);
  };
  serveJobs(
    {
      send: (message) => scope.postMessage(message),
      receive: (listener) =>
        scope.addEventListener("message", ({ data }) => {
          if (data.type !== "judge") listener(data);
        }),
    },
    loadWhenReady,
  );
  scope.addEventListener("message", async ({ data }) => {
    if (data.type === "judge") scope.postMessage(await answer(data, load));
  });
}

async function chooseDevice(device: "wasm" | "webgpu"): Promise<void> {
  const available = await init(device);
  if (!available.includes(device)) throw new Error(`this browser offers no ${device}`);
  defaultDevice(device);
}

async function answer(
  { id, slug, claim, results }: JudgeRequest,
  load: LoadExperiment,
): Promise<JudgeAnswer> {
  try {
    const found = (await load(slug)).claims.find((candidate) => candidate.id === claim);
    if (!found) throw new Error(`${slug} has no claim "${claim}"`);
    const seeds = completeSeeds(slug, found, results);
    return { type: "judged", id, judgement: judge(found, seeds), seeds: seeds.length };
  } catch (error) {
    return { type: "unjudged", id, message: error instanceof Error ? error.message : String(error) };
  }
}

/** The seeds of which every treatment has run. */
function completeSeeds(slug: string, { protocol }: Claim, results: CellResult[]) {
  return metricsBySeed(slug, protocol, results).filter((seed) =>
    protocol.treatments.every((treatment) => treatment.id in seed),
  );
}
