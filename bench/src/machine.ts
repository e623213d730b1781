import type { Target } from "@offprint/compile";
import { describeEnvironment } from "@offprint/lab/node";
import { version_core as tfjsVersion } from "@tensorflow/tfjs-core";
import { loadavg } from "node:os";
import type { Torch } from "./peers/torch.ts";

/** Where the numbers come from. */
export interface Machine {
  cpu: string;
  cores: number;
  platform: string;
  /** Average number of runnable processes during the minute before the run: other work makes timings worse. */
  load: number;
  /** Versions of this project, the engine, Node and TensorFlow.js. */
  versions: Record<string, string>;
  /** Null where no python3 with torch was found. */
  pytorch: Torch["description"] | null;
}

/** Describes this machine and the contenders on it. */
export function describeMachine(torch: Torch | null, target: Target): Machine {
  const { machine, versions } = describeEnvironment(target);
  return {
    ...machine,
    load: Math.round(100 * loadavg()[0]!) / 100,
    versions: { ...versions, "@tensorflow/tfjs-core": tfjsVersion },
    pytorch: torch?.description ?? null,
  };
}
