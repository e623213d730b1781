import type { GoldenAdapter } from "../../test/golden.ts";
import { aggregateRisk, type AggregateRiskOptions } from "./aggregateRisk.ts";

export const adapters: Record<string, GoldenAdapter> = {
  aggregateRisk: ({ options }) => aggregateRisk(options as unknown as AggregateRiskOptions),
};
