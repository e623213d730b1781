export { addNovelClass, validateAddNovelClass } from "./addNovelClass.ts";
export {
  aggregateLeastSquares,
  type AggregateLeastSquaresOptions,
  validateAggregateLeastSquares,
} from "./aggregateLeastSquares.ts";
export { alignGradients, type AlignedGradients } from "./alignGradients.ts";
export { type ClassBalancedOptions, classBalancedWeights } from "./classBalancedWeights.ts";
export { classPrototypes, type ClassPrototypesOptions, validateClassPrototypes } from "./classPrototypes.ts";
export {
  dualHeadDistillationLoss,
  type DualHeadDistillationOptions,
  validateDualHeadDistillationLoss,
} from "./dualHeadDistillationLoss.ts";
export {
  type CompositionalWeights,
  compositionalWeights,
  type CompositionalWeightsOptions,
  type CompositionalWeightsState,
  validateCompositionalWeights,
} from "./compositionalWeights.ts";
export { fgsmAttack, type FgsmAttackOptions } from "./fgsmAttack.ts";
export {
  hyperspherePredict,
  type HyperspherePrediction,
  type HyperspherePredictOptions,
  validateHyperspherePredict,
} from "./hyperspherePredict.ts";
export {
  type Hypergradient,
  type HypergradientPoint,
  implicitHypergradient,
  type ImplicitHypergradientOptions,
  type LossOfExample,
  validateImplicitHypergradient,
} from "./implicitHypergradient.ts";
export {
  type LandmarkKdLoss,
  landmarkKdLoss,
  type LandmarkKdOptions,
  validateLandmarkKdLoss,
} from "./landmarkKdLoss.ts";
export { logBarrier, type LogBarrierOptions, validateLogBarrier } from "./logBarrier.ts";
export { type PerturbationNorm, pgdAttack, type PgdAttackOptions, randomPerturbation } from "./pgdAttack.ts";
export { privateBagMeans, type PrivateBagMeansOptions, validatePrivateBagMeans } from "./privateBagMeans.ts";
export {
  projectedGradientAttack,
  type ProjectedGradientAttackOptions,
  validateProjectedGradientAttack,
} from "./projectedGradientAttack.ts";
export {
  type SoftLandmarks,
  softLandmarks,
  type SoftLandmarksOptions,
  validateSoftLandmarks,
} from "./softLandmarks.ts";
export { tradesAttack } from "./tradesAttack.ts";
export {
  type TrainedRssLinear,
  trainRssLinear,
  type TrainRssLinearOptions,
  validateTrainRssLinear,
} from "./trainRssLinear.ts";
export {
  validateWassersteinAscent,
  wassersteinAscent,
  type WassersteinAscentOptions,
} from "./wassersteinAscent.ts";
