import { callWithNumbers, type GoldenAdapter, type Method } from "../../test/golden.ts";
import { classBalancedWeights } from "./classBalancedWeights.ts";

export const adapters: Record<string, GoldenAdapter> = {
  classBalancedWeights: callWithNumbers(classBalancedWeights as Method),
};
