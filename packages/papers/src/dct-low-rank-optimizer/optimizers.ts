import { type Array, numpy as np } from "@jax-js/jax";
import { type Rng, rng } from "@offprint/datasets";
import {
  adam,
  dctAdamW,
  type GradientTransformation,
  leadingSingularVectors,
  subspaceAdamW,
  trion,
} from "@offprint/methods/optimizers";
import type { Settings } from "./controls.ts";
import { largestColumns, randomBasis } from "./subspaces.ts";

/** How the hidden layers are optimized. */
export interface HiddenOptimizer {
  /**
   * The optimizer, for a step whose subspaces come from outside the compiled program.
   * @param bases [size, rank] for each matrix; empty if the optimizer chooses by itself
   */
  make: (bases: Array[]) => GradientTransformation;
  /** Chooses the subspaces outside the program, where that can't be traced; borrows the gradients. */
  choose?: (gradients: Array[]) => Array[];
  /** Field of a layer's state that tells its subspace; none for an optimizer of full rank. */
  field?: "indices" | "projection";
}

/** The optimizer that an arm gives the hidden layers. */
export function hiddenOptimizer(arm: string, settings: Settings, seed: number): HiddenOptimizer {
  const { learningRate, rank, optimizer, basis, updateInterval, rotateState } = settings;
  if (arm === "adam") return { make: () => adam({ learningRate }) };
  if (arm === "chosen" && optimizer === "trion") {
    return { make: () => trion({ learningRate, rank }), field: "indices" };
  }
  const options = { learningRate, rank, updateInterval, rotateState };
  const chosen = arm === "svd" ? "svd" : basis;
  switch (chosen) {
    case "dct":
      return { make: () => dctAdamW(options), field: "indices" };
    case "identity":
      return { make: () => subspaceAdamW({ ...options, subspace: largestColumns }), field: "projection" };
    default:
      return {
        make: (bases) => subspaceAdamW({ ...options, subspace: inTurn(bases) }),
        choose: chooser(chosen, settings, rng(seed)),
        field: "projection",
      };
  }
}

/** Hands out given subspaces, one matrix after the other. */
function inTurn(bases: Array[]): (matrix: Array) => Array {
  const waiting = [...bases];
  return (matrix) => {
    matrix.dispose();
    return waiting.shift()!;
  };
}

/** Chooses subspaces at the steps where a choice is due; at the others nobody looks at what it returns. */
function chooser(
  basis: "svd" | "random",
  { rank, updateInterval }: Settings,
  stream: Rng,
): (gradients: Array[]) => Array[] {
  let step = 0;
  return (gradients) => {
    step++;
    const isDue = step === 1 || step % updateInterval === 0;
    return gradients.map((gradient) => {
      const size = gradient.shape[1]!;
      const own = Math.min(rank, size);
      if (!isDue) return np.zeros([size, own]);
      return basis === "svd" ? leadingSingularVectors(gradient.ref, own) : randomBasis(stream, size, own);
    });
  };
}
