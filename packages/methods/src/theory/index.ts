export { aggregateRisk, type AggregateRisk, type AggregateRiskOptions } from "./aggregateRisk.ts";
export { compSumBestRisk } from "./compSumBestRisk.ts";
export { compSumBound } from "./compSumBound.ts";
export { type CompSumBoundOptions, compSumTransform } from "./compSumTransform.ts";
export { gmmLinearRisk, type GmmLinearRiskOptions } from "./gmmLinearRisk.ts";
export { negativePenalties, validateNegativePenalties } from "./negativePenalties.ts";
export type { NegativePenaltiesOptions } from "./negativePenalties.ts";
