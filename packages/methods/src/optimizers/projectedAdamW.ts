import { type Array, DType, numpy as np, tree } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFlag, checkNotEmpty, checkNumber, checkOptions } from "../internal/checks.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { type AdamDirection, adamDirection, checkMoments, type MomentOptions } from "./moments.ts";
import { sideOf, upright } from "./selectDctColumns.ts";
import { type ArrayTree, checkFloatTree, checkSameTree, leavesOf, scalarDtype } from "./tree.ts";

export interface LowRankAdamWOptions extends MomentOptions {
  /** Number >= 0. */
  learningRate: number;
  /** Dimension of the subspace, an integer >= 1; a layer whose shorter side is smaller takes that. */
  rank: number;
  /** Decoupled weight decay >= 0, multiplied by the learning rate. Default 0. */
  weightDecay?: number;
  /** The subspace is chosen at the first step and at every multiple of this, an integer >= 1. Default 1. */
  updateInterval?: number;
  /** Carry the moments into the coordinates of a newly chosen subspace. Default true. */
  rotateState?: boolean;
  /** Add to each gradient what the projection of the one before it left out. Default false. */
  errorFeedback?: boolean;
  /** Matrices with a side of this length or more get ordinary AdamW. Default 32000. */
  maxShape?: number;
}

/** State of an array that gets ordinary AdamW. */
export type FullLayer = {
  /** First moment, shape of the parameter. */
  mu: Array;
  /** Second moment. */
  nu: Array;
};

/**
 * State of a projected matrix, all of it upright: moments [longer side, rank], the subspace under `Field`, and
 * `error` [longer side, shorter side] with error feedback.
 */
export type ProjectedLayer<Field extends string> = FullLayer & { [name in Field]: Array } & { error?: Array };

export type LowRankAdamWState<Field extends string> = {
  /** int32 scalar: updates so far. */
  count: Array;
  /** One for each array of the parameters, in tree order. */
  layers: (FullLayer | ProjectedLayer<Field>)[];
};

/** A way to choose subspaces. Matrices come upright: [rows, size] with rows >= size. */
export interface Projection<Field extends string> {
  /** Name of the layer's field that holds the subspace. */
  readonly field: Field;
  /** What stands in the state before the first choice. */
  placeholder(size: number, rank: number, dtype: DType): Array;
  /**
   * The subspace for a matrix, and its coordinates in it, [rows, rank].
   * @param previous kept where no choice is due
   * @param isDue bool scalar, or `true` for always
   */
  project(matrix: Array, previous: Array, isDue: Array | true): [subspace: Array, low: Array];
  /** From coordinates back to [rows, size]. */
  expand(low: Array, subspace: Array, size: number): Array;
  /** Moments in the coordinates of one subspace, in those of another. */
  rotate(mu: Array, nu: Array, from: Array, to: Array): [mu: Array, nu: Array];
  /** Frees what the projection shares between layers. */
  close(): void;
}

/**
 * AdamW with the moments of every matrix in a subspace (Modoranu et al. 2025, algorithm 1), for any way to choose
 * subspaces.
 * @param open makes the projection for one update
 */
export function projectedAdamW<Field extends string>(
  options: LowRankAdamWOptions,
  open: () => Projection<Field>,
): GradientTransformation<LowRankAdamWState<Field>> {
  const {
    learningRate,
    rank,
    b1 = 0.9,
    b2 = 0.999,
    eps = 1e-8,
    weightDecay = 0,
    updateInterval = 1,
    rotateState = true,
    errorFeedback = false,
    maxShape = 32000,
  } = checkOptions(options);
  checkNumber("learningRate", learningRate, { min: 0 });
  checkNumber("rank", rank, { min: 1, integer: true });
  checkMoments({ b1, b2, eps });
  checkNumber("weightDecay", weightDecay, { min: 0 });
  checkNumber("updateInterval", updateInterval, { min: 1, integer: true });
  checkFlag("rotateState", rotateState);
  checkFlag("errorFeedback", errorFeedback);
  checkNumber("maxShape", maxShape, { min: 1, integer: true });
  type Layer = FullLayer | ProjectedLayer<Field>;

  const isProjected = (shape: number[]) => shape.length === 2 && Math.max(...shape) < maxShape;
  const momentShape = (shape: number[]) =>
    isProjected(shape) ? [Math.max(...shape), Math.min(rank, ...shape)] : shape;

  function initLayer(param: Array): Layer {
    const { shape, dtype } = param;
    param.dispose();
    const zeros = () => np.zeros(momentShape(shape), { dtype });
    if (!isProjected(shape)) return { mu: zeros(), nu: zeros() };
    const [rows, size] = [Math.max(...shape), Math.min(...shape)];
    const { field, placeholder } = open();
    const subspace = placeholder(size, Math.min(rank, size), dtype);
    const error = errorFeedback ? { error: np.zeros([rows, size], { dtype }) } : {};
    return { mu: zeros(), nu: zeros(), [field]: subspace, ...error } as Layer;
  }

  function accumulate(gradient: Array, mu: Array, nu: Array): [Array, Array] {
    return [mu.mul(b1).add(gradient.ref.mul(1 - b1)), nu.mul(b2).add(np.square(gradient).mul(1 - b2))];
  }

  function stepFull(gradient: Array, layer: FullLayer, direction: AdamDirection): [Array, FullLayer] {
    const [mu, nu] = accumulate(gradient, layer.mu, layer.nu);
    return [direction(mu.ref, nu.ref), { mu, nu }];
  }

  function stepProjected(
    gradient: Array,
    layer: ProjectedLayer<Field>,
    direction: AdamDirection,
    projection: Projection<Field>,
    isDue: Array | true,
  ): [Array, Layer] {
    const { field, project, expand, rotate } = projection;
    const size = Math.min(...gradient.shape);
    const side = sideOf(gradient.shape);
    const previous: Array = layer[field];
    let matrix = upright(gradient, side);
    if (layer.error) matrix = matrix.add(layer.error);
    const [subspace, low] = project(
      errorFeedback ? matrix.ref : matrix,
      rotateState ? previous.ref : previous,
      isDue,
    );
    const rest = errorFeedback ? { error: matrix.sub(expand(low.ref, subspace.ref, size)) } : {};
    const [oldMu, oldNu] = rotateState
      ? rotate(layer.mu, layer.nu, previous, subspace.ref)
      : [layer.mu, layer.nu];
    const [mu, nu] = accumulate(low, oldMu, oldNu);
    const step = expand(direction(mu.ref, nu.ref), subspace.ref, size);
    return [upright(step, side), { mu, nu, [field]: subspace, ...rest } as Layer];
  }

  const check = (updates: ArrayTree, state: LowRankAdamWState<Field>, params?: ArrayTree) => {
    checkFloatTree("updates", updates);
    checkLayers(updates, state.layers, momentShape);
    if (params) checkSameTree("params", params, "updates", updates);
    else if (weightDecay > 0) throw new InvalidArgumentError("params", "the parameters that decay", params);
  };

  return {
    init(params) {
      checkFloatTree("params", params);
      for (const leaf of leavesOf(params)) checkAtMostMatrix(leaf);
      const layers = leavesOf(params).map(initLayer);
      return { count: np.zeros([], { dtype: DType.Int32 }), layers };
    },
    check,
    update(updates, state, params) {
      check(updates, state, params);
      const count = state.count.add(1);
      const isDue = selectionIsDue(count.ref, updateInterval);
      const direction = adamDirection(count.ref, { b1, b2, eps }, scalarDtype(updates));
      const projection = open();
      const [gradients, structure] = tree.flatten<Array>(updates as never);
      const weights = params && leavesOf(params);
      const layers: Layer[] = [];
      const results = gradients.map((gradient, i) => {
        const layer = state.layers[i]!;
        const [step, next] = isProjected(gradient.shape)
          ? stepProjected(gradient, layer as ProjectedLayer<Field>, direction, projection, isDue)
          : stepFull(gradient, layer, direction);
        layers.push(next);
        return decayed(step.mul(-learningRate), weights?.[i], learningRate * weightDecay);
      });
      projection.close();
      direction.dispose();
      if (isDue !== true) isDue.dispose();
      return [tree.unflatten(structure, results) as never, { count, layers }];
    },
  };
}

/** update − amount · weights; without decay the weights are only freed. */
export function decayed(update: Array, weights: Array | undefined, amount: number): Array {
  if (weights && amount > 0) return update.sub(weights.mul(amount));
  weights?.dispose();
  return update;
}

function checkAtMostMatrix(param: Array): void {
  checkNotEmpty("params", param);
  if (param.ndim > 2) {
    const received = `shape [${param.shape.join(", ")}]`;
    throw new InvalidArgumentError("params", "arrays of at most 2 axes (reshape first)", received);
  }
}

/** Checks that a state was made for arrays of these shapes. */
function checkLayers(
  updates: ArrayTree,
  layers: FullLayer[],
  momentShape: (shape: number[]) => number[],
): void {
  const inWords = (shapes: number[][]) => shapes.map((shape) => `[${shape.join(", ")}]`).join(", ");
  const want = inWords(layers.map((layer) => layer.mu.shape));
  const got = inWords(leavesOf(updates).map((leaf) => momentShape(leaf.shape)));
  if (got !== want) throw new InvalidArgumentError("updates", `arrays with moments of shapes ${want}`, got);
}

/** Whether the subspace is chosen anew at step `count`: the first, and every multiple of the interval. */
function selectionIsDue(count: Array, interval: number): Array | true {
  if (interval === 1) {
    count.dispose();
    return true;
  }
  return np.logicalOr(count.ref.equal(1), np.remainder(count, interval).equal(0));
}
