import type { Array } from "@jax-js/jax";
import { type GoldenAdapter, Literal } from "../../test/golden.ts";
import { selectByRankme } from "./selectByRankme.ts";

export const adapters: Record<string, GoldenAdapter> = {
  selectByRankme: (golden, dtype) => {
    const candidates = (golden.inputs["embeddings"]!.value as unknown[]).map((matrix): Array =>
      new Literal(matrix, false).array(dtype),
    );
    return selectByRankme(candidates, golden.options);
  },
};
