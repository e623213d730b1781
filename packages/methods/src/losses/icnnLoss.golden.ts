import type { DType } from "@jax-js/jax";
import { callPlainly, type GoldenAdapter, gradientOf, type Method } from "../../test/golden.ts";
import { icnnScore } from "../metrics/icnnScore.ts";
import { icnnLoss } from "./icnnLoss.ts";

export const adapters: Record<string, GoldenAdapter> = {
  /** The case knows the score as well, from the same inputs and options. */
  icnnLoss(golden, dtype: DType) {
    const [loss, score] = [icnnLoss, icnnScore] as unknown as [Method, Method];
    return {
      value: callPlainly(loss, golden, dtype),
      score: callPlainly(score, golden, dtype),
      grad: { embeddings: gradientOf(loss, golden, "embeddings", dtype) },
    };
  },
};
