import type { CompileTarget } from "../compile.ts";
import type { Model } from "../onnx/graph.ts";
import type { TreeFunction } from "../traceable.ts";

/** Outside of Node there is no ONNX Runtime to run on. */
export const onnxAvailable = (): boolean => false;

export const runtimeVersion = (): string | undefined => undefined;

export const onnxTarget: CompileTarget = () => {
  throw new Error("the target onnx runs in Node only");
};

export const onnxModel = (_fn: TreeFunction, _args: unknown[]): Model => {
  throw new Error("programs can be written as ONNX files in Node only");
};
