/** A traced function in, a fast program out. */
export {
  compile,
  targetNames,
  type CompileOptions,
  type CompileTarget,
  type Program,
  type ProgramArgs,
  type Runnable,
  type Target,
} from "./compile.ts";
export { dispose, read, type NestedNumbers, type Tree, type Values, type WithNumbers } from "./tree.ts";
