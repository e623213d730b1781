/**
 * Online convex optimisation: learners that play, see a gradient, and correct themselves. Engine arrays that a
 * function takes are consumed; states are plain records of numbers.
 */
export type { BallDomain, BoxDomain, OnlineDomain } from "./domain.ts";
export { gradientVariation } from "./gradientVariation.ts";
export {
  optimisticOmd,
  type OptimisticOmd,
  type OptimisticOmdOptions,
  type OptimisticOmdState,
} from "./optimisticOmd.ts";
export {
  optimisticOmdEnsemble,
  type OptimisticOmdEnsemble,
  type OptimisticOmdEnsembleOptions,
  type OptimisticOmdEnsembleState,
} from "./optimisticOmdEnsemble.ts";
export { seaEnvironment, type SeaEnvironment, type SeaEnvironmentOptions } from "./seaEnvironment.ts";
