export { icnnParts, icnnScore, validateIcnnScore } from "./icnnScore.ts";
export type { IcnnOptions, IcnnParts } from "../internal/icnn.ts";
export { kMeans, type KMeansClusters, type KMeansOptions } from "./kMeans.ts";
export {
  type LabelledEmbeddings,
  neighbourAccuracy,
  type NeighbourAccuracyOptions,
} from "./neighbourAccuracy.ts";
export { normalizedMutualInformation } from "./normalizedMutualInformation.ts";
export {
  normalizedMeanError,
  type NormalizedMeanErrorOptions,
  validateNormalizedMeanError,
} from "./normalizedMeanError.ts";
export { opis, type Opis, type OpisOptions } from "./opis.ts";
export { pairCosines, type PairCosines } from "./pairCosines.ts";
export { rankme, validateRankme, type RankmeOptions } from "./rankme.ts";
export {
  rankmeFromSingularValues,
  validateRankmeFromSingularValues,
  type RankmeFromSingularValuesOptions,
} from "./rankmeFromSingularValues.ts";
export { recallAtK, type RecallAtKOptions } from "./recallAtK.ts";
export { retrievalPrecision, type RetrievalPrecision } from "./retrievalPrecision.ts";
export { selectByRankme, validateSelectByRankme, type SelectByRankmeOptions } from "./selectByRankme.ts";
export { tailRobustAccuracy, type TailRobustAccuracyOptions } from "./tailRobustAccuracy.ts";
export { tolerance, validateTolerance } from "./tolerance.ts";
export { uniformityLoss, validateUniformityLoss } from "./uniformityLoss.ts";
export type { UniformityLossOptions } from "./uniformityLoss.ts";
export { utilization, type UtilizationOptions } from "./utilization.ts";
export { verificationRoc, type VerificationRoc, type VerificationRocOptions } from "./verificationRoc.ts";
