import { createRequire } from "node:module";
import type * as OnnxRuntime from "onnxruntime-node";

export type Runtime = typeof OnnxRuntime;

const require = createRequire(import.meta.url);
let loaded: { runtime?: Runtime; version?: string } | undefined;

/**
 * ONNX Runtime, loaded when it is first needed; undefined where its native library does not load. It is required
 * rather than imported so that bundlers leave it and its library alone.
 */
export function loadRuntime(): Runtime | undefined {
  return load().runtime;
}

/** Version of the library, if it loads. */
export function runtimeVersion(): string | undefined {
  return load().version;
}

function load() {
  try {
    loaded ??= {
      runtime: require("onnxruntime-node") as Runtime,
      version: (require("onnxruntime-node/package.json") as { version: string }).version,
    };
  } catch {
    loaded = {};
  }
  return loaded;
}
