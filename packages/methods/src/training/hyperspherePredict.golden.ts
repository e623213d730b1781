import type { DType } from "@jax-js/jax";
import { callPlainly, type GoldenAdapter, type GoldenCase, type Method } from "../../test/golden.ts";
import { hyperspherePredict, type HyperspherePrediction } from "./hyperspherePredict.ts";

function predict(golden: GoldenCase, dtype: DType) {
  const { probabilities, labels } = callPlainly(
    hyperspherePredict as Method,
    golden,
    dtype,
  ) as HyperspherePrediction;
  return { value: probabilities, labels };
}

export const adapters: Record<string, GoldenAdapter> = { hyperspherePredict: predict };
