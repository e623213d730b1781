import { defaultDevice } from "@jax-js/jax";
import { preferredTarget, runtimeVersion, type Target } from "@offprint/compile";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, availableParallelism, cpus, platform } from "node:os";
import type { Environment } from "../results.ts";

const require = createRequire(import.meta.url);

/** What runs here run on. */
export function describeEnvironment(target: Target = preferredTarget()): Environment {
  const runtime = target === "onnx" && runtimeVersion();
  return {
    versions: {
      offprint: versionIn(new URL("../../package.json", import.meta.url)),
      "@jax-js/jax": versionIn(new URL("../package.json", `file://${require.resolve("@jax-js/jax")}`)),
      node: process.versions.node,
      ...(runtime && { "onnxruntime-node": runtime }),
    },
    machine: {
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      platform: `${platform()} ${arch()}`,
    },
    target: target === "onnx" ? "onnx/cpu" : `${target}/${defaultDevice()}`,
  };
}

function versionIn(file: URL): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
