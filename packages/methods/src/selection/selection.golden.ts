import type { GoldenAdapter, GoldenCase } from "../../test/golden.ts";
import { swappingBias, type SwappingBiasOptions } from "./swappingBias.ts";
import { utilityRankings, type UtilityRankingsOptions } from "./utilityRankings.ts";

const disadvantagedIn = (golden: GoldenCase) => golden.inputs["disadvantaged"]!.value as number[];

/** Cases keep the disadvantaged items among the arrays; the functions take them as a list. */
export const adapters: Record<string, GoldenAdapter> = {
  swappingBias: (golden, dtype) => ({
    value: swappingBias(
      golden.inputs["rankings"]!.array(dtype),
      disadvantagedIn(golden),
      golden.inputs["draws"]!.array(dtype),
      golden.options as unknown as SwappingBiasOptions,
    ),
  }),
  utilityRankings: (golden, dtype) => ({
    value: utilityRankings(
      golden.inputs["utilities"]!.array(dtype),
      disadvantagedIn(golden),
      golden.options as unknown as UtilityRankingsOptions,
    ),
  }),
};
