import { type Array, numpy as np, tree } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkShape,
} from "../internal/checks.ts";
import { dctProjection } from "./dctProjection.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { newtonSchulz } from "./newtonSchulz.ts";
import { decayed } from "./projectedAdamW.ts";
import { checkSelection, sideOf, upright } from "./selectDctColumns.ts";
import { type ArrayTree, checkFloatTree, checkSameTree, leavesOf } from "./tree.ts";

/** Factor on the orthogonal step of an [n, m] matrix. */
const scalings = {
  kj: (n: number, m: number) => Math.sqrt(Math.max(1, n / m)),
  none: () => 1,
  kimi: (n: number, m: number) => 0.2 * Math.sqrt(Math.max(n, m)),
  dion: (n: number, m: number) => Math.sqrt(n / m),
};

export interface TrionOptions {
  /** Number >= 0. Default 0.02. */
  learningRate?: number;
  /** Dimension of the subspace, an integer >= 1; a layer whose shorter side is smaller takes that. */
  rank: number;
  /** Momentum μ in [0, 1). Default 0.95. */
  momentum?: number;
  /** Decoupled weight decay >= 0, multiplied by the learning rate. Default 0. */
  weightDecay?: number;
  /**
   * Factor on the orthogonal step of an [n, m] matrix: `kj` √max(1, n/m) (default), `none` 1, `kimi`
   * 0.2 √max(n, m), `dion` √(n/m).
   */
  scaling?: keyof typeof scalings;
  /** Iterations of {@link newtonSchulz}, an integer >= 1. Default 5. */
  newtonSchulzSteps?: number;
  /** Norm by which basis vectors are ranked: 1 (default) or 2. */
  norm?: 1 | 2;
}

export type TrionState = {
  /** One for each matrix of the parameters, in tree order. */
  layers: {
    /** Shape of the parameter. */
    momentum: Array;
    /** int32 [rank]: the basis vectors of the last step, best first. */
    indices: Array;
  }[];
};

/**
 * Momentum, orthogonalised on the DCT basis vectors along which it is largest: B = M + G, b its coordinates on
 * them, M ← B − (1 − μ) back(b), and the step is back({@link newtonSchulz}(b)) (Modoranu et al. 2025, Trion). For
 * matrices alone: give vectors another optimizer. Can be traced into a compiled training step.
 *
 * `update` needs `params` if there is weight decay, which is part of the update: −η·weightDecay·w.
 * @throws InvalidArgumentError for options out of range; from `init`, for parameters that are no matrices
 */
export function trion(options: TrionOptions): GradientTransformation<TrionState> {
  const {
    learningRate = 0.02,
    rank,
    momentum = 0.95,
    weightDecay = 0,
    scaling = "kj",
    newtonSchulzSteps = 5,
    norm = 1,
  } = checkOptions(options);
  checkNumber("learningRate", learningRate, { min: 0 });
  checkSelection({ rank, norm, method: "matmul" });
  checkNumber("momentum", momentum, { min: 0, below: 1 });
  checkNumber("weightDecay", weightDecay, { min: 0 });
  checkOneOf("scaling", scaling, Object.keys(scalings) as (keyof typeof scalings)[]);
  checkNumber("newtonSchulzSteps", newtonSchulzSteps, { min: 1, integer: true });
  const open = () => dctProjection(rank, norm, "matmul");

  function initLayer(param: Array): TrionState["layers"][number] {
    const size = Math.min(...param.shape);
    const indices = open().placeholder(size, Math.min(rank, size), param.dtype);
    return { momentum: np.zerosLike(param), indices };
  }

  const check = (updates: ArrayTree, state: TrionState, params?: ArrayTree) => {
    checkFloatTree("updates", updates);
    const momenta = state.layers.map((layer) => layer.momentum);
    checkSameTree("updates", leavesOf(updates), "state.layers", momenta);
    if (params) checkSameTree("params", params, "updates", updates);
    else if (weightDecay > 0) throw new InvalidArgumentError("params", "the parameters that decay", params);
  };

  return {
    init(params) {
      for (const leaf of leavesOf(params)) checkMatrix(leaf);
      return { layers: leavesOf(params).map(initLayer) };
    },
    check,
    update(updates, state, params) {
      check(updates, state, params);
      const { project, expand, close } = open();
      const [gradients, structure] = tree.flatten<Array>(updates as never);
      const weights = params && leavesOf(params);
      const layers: TrionState["layers"] = [];
      const results = gradients.map((gradient, i) => {
        const [n, m] = gradient.shape as [number, number];
        const side = sideOf([n, m]);
        const size = Math.min(n, m);
        const layer = state.layers[i]!;
        const sum = upright(layer.momentum.add(gradient), side);
        const [indices, low] = project(sum.ref, layer.indices, true);
        const carried = sum.sub(expand(low.ref, indices.ref, size).mul(1 - momentum));
        layers.push({ momentum: upright(carried, side), indices: indices.ref });
        const orthogonal = newtonSchulz(low, { steps: newtonSchulzSteps });
        const step = upright(expand(orthogonal, indices, size), side);
        const scaled = step.mul(-learningRate * scalings[scaling](n, m));
        return decayed(scaled, weights?.[i], learningRate * weightDecay);
      });
      close();
      return [tree.unflatten(structure, results) as never, { layers }];
    },
  };
}

function checkMatrix(param: Array): void {
  checkShape("params", param, ["n", "m"]);
  checkFloat("params", param);
  checkNotEmpty("params", param);
}
