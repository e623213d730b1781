import type { DType } from "@jax-js/jax";
import { type GoldenAdapter, type GoldenCase, Literal } from "../../test/golden.ts";
import { optimisticOmd, type OptimisticOmdOptions } from "./optimisticOmd.ts";
import { optimisticOmdEnsemble, type OptimisticOmdEnsembleOptions } from "./optimisticOmdEnsemble.ts";

/** What is no gradient is an option, wherever the case keeps it. */
function optionsOf<T>(golden: GoldenCase): T {
  const { gradients: _, ...others } = golden.inputs;
  const values = Object.entries(others).map(([name, literal]) => [name, literal.value]);
  return { ...golden.options, ...Object.fromEntries(values) } as T;
}
const gradientsOf = (golden: GoldenCase) => golden.inputs["gradients"]!.value as number[][];
const toArray = (row: number[], dtype: DType) => new Literal(row, false).array(dtype);

/** Cases feed the gradients round by round, whatever was played. */
export const adapters: Record<string, GoldenAdapter> = {
  optimisticOmd(golden, dtype) {
    const learner = optimisticOmd(optionsOf<OptimisticOmdOptions>(golden));
    const gradients = gradientsOf(golden);
    const plays = [];
    const stepSizes = [];
    let state = learner.init(gradients[0]!.length);
    for (const gradient of gradients) {
      plays.push(learner.play(state));
      if ("stepSizes" in golden.expected) stepSizes.push(learner.stepSize(state));
      state = learner.update(state, toArray(gradient, dtype));
    }
    return { plays, stepSizes, state };
  },
  optimisticOmdEnsemble(golden, dtype) {
    const learner = optimisticOmdEnsemble(optionsOf<OptimisticOmdEnsembleOptions>(golden));
    const gradients = gradientsOf(golden);
    const plays = [];
    const weights = [];
    let state = learner.init(gradients[0]!.length);
    for (const gradient of gradients) {
      plays.push(learner.play(state));
      weights.push(learner.weights(state));
      state = learner.update(state, toArray(gradient, dtype));
    }
    return { plays, weights, stepSizes: learner.stepSizes(state), state };
  },
};
