/**
 * Choosing a set of items from many rankings, with seats guaranteed to groups. Engine arrays that a function takes are
 * consumed, and read back at once: the work is sorting and counting, done in plain memory.
 */
export { estimateSmoothness, type EstimateSmoothnessOptions, type Smoothness } from "./estimateSmoothness.ts";
export { multiwinnerScore, type MultiwinnerScoreOptions } from "./multiwinnerScore.ts";
export { positionalScores, type PositionalScoresOptions } from "./positionalScores.ts";
export type { Owa, PositionRule } from "./scoreRules.ts";
export {
  selectMultiwinner,
  type MultiwinnerSelection,
  type SelectMultiwinnerOptions,
} from "./selectMultiwinner.ts";
export { swappingBias, type SwappingBiasOptions } from "./swappingBias.ts";
export { utilityRankings, type UtilityRankingsOptions } from "./utilityRankings.ts";
