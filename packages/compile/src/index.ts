/** A traced function in, a fast program out. */
export { runtimeVersion } from "#onnx";
export {
  compile,
  isAvailable,
  preferredTarget,
  targetNames,
  type CompileOptions,
  type CompileTarget,
  type Program,
  type ProgramArgs,
  type Runnable,
  type Target,
} from "./compile.ts";
export { TraceError } from "./errors.ts";
export type { Model } from "./onnx/graph.ts";
export { UnsupportedError } from "./onnx/types.ts";
export { liveProgramArrays } from "./programArray.ts";
export {
  dispose,
  read,
  toArrays,
  type NestedNumbers,
  type Tree,
  type Values,
  type WithNumbers,
} from "./tree.ts";
