export {
  adaptiveTemperature,
  type AdaptiveTemperatureOptions,
  type TemperatureLayer,
  validateAdaptiveTemperature,
} from "./adaptiveTemperature.ts";
export {
  aldrKlLoss,
  type AldrKlLoss,
  type AldrKlOptions,
  type AldrKlState,
  validateAldrKlLoss,
} from "./aldrKlLoss.ts";
export { type AmclForm, amclLoss, type AmclOptions, validateAmclLoss } from "./amclLoss.ts";
export type { AggregateLossKind, AggregateLossOptions } from "../internal/aggregateLosses.ts";
export { bagLevelLoss, validateBagLevelLoss } from "./bagLevelLoss.ts";
export { binaryKlLoss, validateBinaryKlLoss } from "./binaryKlLoss.ts";
export { binaryKlNormLoss, validateBinaryKlNormLoss } from "./binaryKlNormLoss.ts";
export {
  binaryMarginLoss,
  type BinaryMarginLossOptions,
  type MarginLossKind,
  validateBinaryMarginLoss,
} from "./binaryMarginLoss.ts";
export { compSumLoss, type CompSumOptions, validateCompSumLoss } from "./compSumLoss.ts";
export { contrastiveLoss, validateContrastiveLoss } from "./contrastiveLoss.ts";
export type { ContrastiveLossOptions, ContrastiveOptions } from "./contrastiveLoss.ts";
export type { DistillationOptions } from "../internal/distillation.ts";
export { diffSort, type DiffSortOptions, type DiffSortResult, validateDiffSort } from "./diffSort.ts";
export type { SwapDistribution } from "../internal/symmetricCdf.ts";
export { distillationKlLoss, validateDistillationKlLoss } from "./distillationKlLoss.ts";
export { ensLoss, ensLossDerivatives, type EnsLossOptions, validateEnsLoss } from "./ensLoss.ts";
export {
  featureSeparationLoss,
  type FeatureSeparationOptions,
  validateFeatureSeparationLoss,
} from "./featureSeparationLoss.ts";
export { grocoLoss, type GrocoOptions, validateGrocoLoss } from "./grocoLoss.ts";
export { icnnLoss, validateIcnnLoss } from "./icnnLoss.ts";
export type { IcnnOptions } from "../internal/icnn.ts";
export { instanceLevelLoss, validateInstanceLevelLoss } from "./instanceLevelLoss.ts";
export {
  interpolatedAggregateLoss,
  type InterpolatedAggregateOptions,
  validateInterpolatedAggregateLoss,
} from "./interpolatedAggregateLoss.ts";
export {
  isogclr,
  type Isogclr,
  type IsogclrBatch,
  type IsogclrOptions,
  type IsogclrState,
  type IsogclrStepOptions,
  validateIsogclr,
} from "./isogclr.ts";
export { klDroLoss, type KlDroLossOptions, validateKlDroLoss } from "./klDroLoss.ts";
export type { ScoreNormalization } from "../internal/ldrFamily.ts";
export { ldrKlLoss, type LdrKlOptions, type LdrOptions, validateLdrKlLoss } from "./ldrKlLoss.ts";
export { ldrTopKKlLoss, type LdrTopKKlOptions, validateLdrTopKKlLoss } from "./ldrTopKKlLoss.ts";
export { ldrTopKLoss, type LdrTopKOptions, validateLdrTopKLoss } from "./ldrTopKLoss.ts";
export {
  metrixContrastive,
  type MetrixContrastiveOptions,
  validateMetrixContrastive,
} from "./metrixContrastive.ts";
export { metrixLoss, type MetrixLossKind, type MetrixLossOptions, validateMetrixLoss } from "./metrixLoss.ts";
export { metrixMix, type MetrixMixOptions, validateMetrixMix } from "./metrixMix.ts";
export { metrixPairs, type MetrixPairs, type MetrixPairsOptions } from "./metrixPairs.ts";
export {
  normalizedSoftmaxLoss,
  type NormalizedSoftmaxOptions,
  validateNormalizedSoftmaxLoss,
} from "./normalizedSoftmaxLoss.ts";
export { ntXentLoss, validateNtXentLoss } from "./ntXentLoss.ts";
export { protoTripletLoss, type ProtoTripletOptions, validateProtoTripletLoss } from "./protoTripletLoss.ts";
export {
  robustContrastiveLoss,
  type RobustContrastiveOptions,
  validateRobustContrastiveLoss,
} from "./robustContrastiveLoss.ts";
export {
  robustZeroOneLoss,
  type RobustZeroOneOptions,
  type TransportCost,
  validateRobustZeroOneLoss,
} from "./robustZeroOneLoss.ts";
export { rssLoss, type RssOptions, validateRssLoss } from "./rssLoss.ts";
export {
  smoothAdversarialCompSumLoss,
  type SmoothAdversarialCompSumOptions,
  validateSmoothAdversarialCompSumLoss,
} from "./smoothAdversarialCompSumLoss.ts";
export { sortingLayers, type SortingNetwork } from "./sortingLayers.ts";
export { sratLoss, type SratOptions, validateSratLoss } from "./sratLoss.ts";
export { tcmLoss, type TcmLossOptions, validateTcmLoss } from "./tcmLoss.ts";
export {
  temperatureRegularizer,
  type TemperatureRegularizerOptions,
  validateTemperatureRegularizer,
} from "./temperatureRegularizer.ts";
export {
  type MagFaceOptions,
  type MarginHead,
  unpgLoss,
  type UnpgOptions,
  validateUnpgLoss,
} from "./unpgLoss.ts";
export { validateWhiskerFilter, whiskerFilter, type WhiskerFilterOptions } from "./whiskerFilter.ts";
