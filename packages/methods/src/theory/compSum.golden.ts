import { callWithNumbers, type GoldenAdapter, type Method } from "../../test/golden.ts";
import { compSumBestRisk } from "./compSumBestRisk.ts";
import { compSumBound } from "./compSumBound.ts";
import { compSumTransform } from "./compSumTransform.ts";

export const adapters: Record<string, GoldenAdapter> = {
  compSumBestRisk: callWithNumbers(compSumBestRisk as Method),
  compSumBound: callWithNumbers(compSumBound as Method),
  compSumTransform: callWithNumbers(compSumTransform as Method),
};
