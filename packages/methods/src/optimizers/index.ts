/**
 * Optimizers and what they are made of, with optax's names on the engine's arrays. Every function consumes the
 * arrays it is given, parameters and states included; pass `.ref` (or `tree.ref`) for what is needed again.
 */
export { adam, type AdamOptions } from "./adam.ts";
export { adamw, type AdamWOptions } from "./adamw.ts";
export { addDecayedWeights } from "./addDecayedWeights.ts";
export {
  batchPerceptron,
  validateBatchPerceptron,
  type BatchPerceptron,
  type BatchPerceptronOptions,
  type BatchPerceptronState,
  type BatchPerceptronUpdate,
} from "./batchPerceptron.ts";
export { chain } from "./chain.ts";
export { clipByGlobalNorm } from "./clipByGlobalNorm.ts";
export { dct, idct } from "./dct.ts";
export { dctAdamW, type DctAdamWOptions, type DctAdamWState } from "./dctAdamW.ts";
export { dctMatrix } from "./dctMatrix.ts";
export { globalNorm } from "./globalNorm.ts";
export { applyUpdates, type EmptyState, type GradientTransformation } from "./gradientTransformation.ts";
export { leadingSingularVectors } from "./leadingSingularVectors.ts";
export {
  logisticGd,
  validateLogisticGd,
  type LogisticGd,
  type LogisticGdOptions,
  type LogisticGdState,
  type LogisticGdUpdate,
} from "./logisticGd.ts";
export { newtonSchulz, type NewtonSchulzOptions } from "./newtonSchulz.ts";
export type { LowRankAdamWOptions, LowRankAdamWState } from "./projectedAdamW.ts";
export { rmsprop, type RmspropOptions } from "./rmsprop.ts";
export {
  runUntilSeparated,
  type RunUntilSeparatedOptions,
  type SeparationRule,
  type SeparationRun,
} from "./runUntilSeparated.ts";
export { scale } from "./scale.ts";
export { scaleByAdam, type ScaleByAdamOptions, type ScaleByAdamState } from "./scaleByAdam.ts";
export { scaleByLearningRate } from "./scaleByLearningRate.ts";
export { scaleByRms, type ScaleByRmsOptions, type ScaleByRmsState } from "./scaleByRms.ts";
export { scaleBySchedule, type ScaleByScheduleState } from "./scaleBySchedule.ts";
export {
  constantSchedule,
  cosineDecaySchedule,
  exponentialDecay,
  linearSchedule,
  piecewiseConstantSchedule,
  warmupCosineDecaySchedule,
  type CosineDecayScheduleOptions,
  type ExponentialDecayOptions,
  type LinearScheduleOptions,
  type PiecewiseConstantScheduleOptions,
  type Schedule,
  type WarmupCosineDecayScheduleOptions,
} from "./schedules.ts";
export {
  expandDctColumns,
  selectDctColumns,
  type DctMethod,
  type DctSelection,
  type ExpandDctColumnsOptions,
  type SelectDctColumnsOptions,
  type Side,
} from "./selectDctColumns.ts";
export { sgd, type SgdOptions } from "./sgd.ts";
export {
  subspaceAdamW,
  type ChooseSubspace,
  type SubspaceAdamWOptions,
  type SubspaceAdamWState,
} from "./subspaceAdamW.ts";
export { svdAdamW } from "./svdAdamW.ts";
export { trace, type TraceOptions, type TraceState } from "./trace.ts";
export type { ArrayTree } from "./tree.ts";
export { trion, type TrionOptions, type TrionState } from "./trion.ts";
