/**
 * The battery of checks that every method of this library passes, for methods of your own:
 * `checkMethod` needs the method and an input maker.
 */
export {
  checkMethod,
  methodChecks,
  MethodCheckError,
  type BadCall,
  type InputValues,
  type MethodCheck,
  type MethodSpec,
} from "./checkMethod.ts";
export { finiteDifferences } from "./finiteDifferences.ts";
export { leakedBuffers } from "./liveBuffers.ts";
