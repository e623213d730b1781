import { type Array, jit, numpy as np, valueAndGrad } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { binaryMargins } from "../internal/binaryMargins.ts";
import { checkFloat, checkNumber, checkOptions, checkShape } from "../internal/checks.ts";
import { isConcrete } from "../internal/concreteValue.ts";
import { normalizeRows } from "../internal/normalizeRows.ts";
import {
  checkRssData,
  checkRssWeights,
  rssLoss,
  type RssOptions,
  validateDirection,
  validateRssPoints,
} from "../losses/rssLoss.ts";

export interface TrainRssLinearOptions extends Omit<RssOptions, "cost"> {
  /** Number of steps, ≥ 0. */
  steps: number;
  /** Length of a step relative to the gradient, > 0. */
  learningRate: number;
  /** Where training starts, float [d], of any length but 0; consumed. Default: the mean of y x. */
  init?: Array;
}

export interface TrainedRssLinear {
  /** The classifier, [d], of length 1. */
  theta: Array;
  /** The objective before each step, [steps]. */
  history: number[];
}

/**
 * Trains a linear classifier on the RSS objective with the cost "l2", by gradient descent over all points at once on
 * the unit sphere. With `lambda: 0` it is robust training on the labelled points alone.
 *
 * Which side is called 1 follows from the labelled points and the start alone: with very few labels the result may be
 * the mirror image of a good classifier. Not for compiled programs: the history is read after every step.
 *
 * @param x labelled points, float [m, d], m ≥ 1
 * @param y their labels, −1 or 1, int32 or float [m]
 * @param xUnlabeled unlabelled points, float [n, d]; n may be 0
 * @returns the classifier, and the objective on the way
 * @throws InvalidArgumentError for shapes that do not agree, other dtypes, no labelled point, a negative γ, γ', λ or
 * number of steps, a learning rate ≤ 0, and inside a compiled program. Values are checked by
 * {@link validateTrainRssLinear} alone.
 *
 * Source: Saberi et al., "Out-Of-Domain Unlabeled Data Improves Generalization" (ICLR 2024), RSS estimator; the
 * optimizer is ours.
 *
 * @example
 * const options = { gamma: 0.1, gammaPrime: 0.3, lambda: 10, steps: 150, learningRate: 1 };
 * const { theta, history } = trainRssLinear(x, y, xUnlabeled, options);
 */
export function trainRssLinear(
  x: Array,
  y: Array,
  xUnlabeled: Array,
  options: TrainRssLinearOptions,
): TrainedRssLinear {
  checkTraining(x, y, xUnlabeled, options);
  const { steps, learningRate, init, ...weights } = options;
  const descend = jit((theta: Array, ...points: [Array, Array, Array]) =>
    rssDescent(theta, points, weights, learningRate),
  );
  let theta = init ? normalizeRows(init) : normalizeRows(classMeanDirection(x.ref, y.ref));
  const history: number[] = [];
  for (let step = 0; step < steps; step++) {
    const [objective, next] = descend(theta, x.ref, y.ref, xUnlabeled.ref);
    history.push(objective!.dataSync()[0]!);
    theta = next!;
  }
  descend.dispose();
  for (const points of [x, y, xUnlabeled]) points.dispose();
  return { theta, history };
}

/** One step on the sphere: the objective at θ, and the next θ. Consumes its arrays. */
function rssDescent(
  theta: Array,
  [x, y, xUnlabeled]: [Array, Array, Array],
  weights: RssOptions,
  learningRate: number,
): [Array, Array] {
  const objective = (at: Array) => rssLoss(at, x, y, xUnlabeled, weights);
  const [value, slope] = valueAndGrad(objective)(theta.ref) as [Array, Array];
  return [value, normalizeRows(theta.sub(slope.mul(learningRate)))];
}

/** Mean of y x over the labelled points, [d]; consumes them. */
function classMeanDirection(x: Array, y: Array): Array {
  const ones = np.ones([x.shape[0]!], { dtype: x.dtype, device: x.device });
  const signs = binaryMargins(ones, y);
  return np.matmul(signs, x).div(x.shape[0]!);
}

function checkTraining(x: Array, y: Array, xUnlabeled: Array, options: TrainRssLinearOptions): void {
  const { steps, learningRate, init } = checkOptions(options);
  checkRssData(undefined, x, y, xUnlabeled);
  checkRssWeights(options);
  checkNumber("steps", steps, { min: 0, integer: true });
  checkNumber("learningRate", learningRate, { above: 0 });
  if (init) {
    checkShape("init", init, [x.shape[1]!]);
    checkFloat("init", init);
  }
  if (isConcrete(x)) return;
  throw new InvalidArgumentError("x", "an array with values", "one that is being traced into a program");
}

/**
 * Checks the values that {@link trainRssLinear} takes on trust: finite numbers, labels −1 or 1, a start that is not
 * all zero. Borrows all arrays.
 * @throws InvalidArgumentError naming what is not so; `init` also where the default start is all zero
 */
export async function validateTrainRssLinear(
  x: Array,
  y: Array,
  xUnlabeled: Array,
  options: TrainRssLinearOptions,
): Promise<void> {
  checkTraining(x, y, xUnlabeled, options);
  await validateRssPoints(x, y, xUnlabeled);
  const start = options.init?.ref ?? classMeanDirection(x.ref, y.ref);
  try {
    await validateDirection("init", start);
  } finally {
    start.dispose();
  }
}
