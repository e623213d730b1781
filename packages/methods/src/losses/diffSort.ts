import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { carry, softSort } from "../internal/softSortingNetwork.ts";
import { type SwapDistribution, swapDistributions } from "../internal/symmetricCdf.ts";
import { checkNetwork, layerPatterns, type SortingNetwork } from "./sortingLayers.ts";

export interface DiffSortOptions {
  /** Default "oddEven"; "bitonic" has far fewer layers when there are many scores. */
  network?: SortingNetwork;
  /** By which two scores a, b stay in their order with probability F(steepness · (b − a)); default "cauchy". */
  distribution?: SwapDistribution;
  /** > 0, default 10; sorting becomes exact as it grows. */
  steepness?: number;
}

/** What {@link diffSort} returns. */
export interface DiffSortResult {
  /** The scores of each row softly sorted, ascending, `[b, m]`. */
  value: Array;
  /** Probability of each score (rows) to end at each rank (columns), `[b, m, m]`; rows and columns sum to 1. */
  permutation: Array;
}

/**
 * Differentiable sorting: sends each row of scores through a sorting network whose compare-and-swap units are soft. A
 * unit returns α a + (1 − α) b for the minimum of a and b and the other mixture for the maximum,
 * α = F(steepness · (b − a)). Equal scores are mixed half and half.
 *
 * Consumes the scores.
 *
 * With L layers ({@link sortingLayers}) the value takes L · m steps for each row and the permutation L · m². Memory grows
 * as b · m², with a gradient through the permutation as b · m² · L. In a compiled program, what is not used costs nothing.
 *
 * @param scores floats `[b, m]`, b ≥ 1, m ≥ 2
 * @returns the sorted scores and the soft permutation; `value` is the product of the scores with `permutation`
 * @throws InvalidArgumentError for another rank or dtype, an empty batch, m < 2, unknown names, a steepness that is not
 * positive. Values are checked by {@link validateDiffSort} alone.
 *
 * Source: Petersen et al., "Differentiable Sorting Networks" (ICML 2021) and "Monotonic Differentiable Sorting Networks"
 * (ICLR 2022), where the distributions come from.
 *
 * @example
 * const { value, permutation } = diffSort(np.array([[3, 1, 2]]), { steepness: 100 });
 */
export function diffSort(scores: Array, options: DiffSortOptions = {}): DiffSortResult {
  checkDiffSort(scores, options);
  const { network = "oddEven", distribution = "cauchy", steepness = 10 } = options;
  const [batch, m] = scores.shape as [number, number];
  const { dtype, device } = scores;
  const { values, layers } = softSort(scores.transpose(), layerPatterns(m, network), {
    distribution,
    steepness,
  });
  const identity = np.eye(m, m, { dtype, device }).reshape([m, 1, m]);
  const wires = carry(np.broadcastTo(identity, [m, batch, m]), layers);
  return { value: values.transpose(), permutation: wires.transpose([1, 2, 0]) };
}

function checkDiffSort(scores: Array, options: DiffSortOptions): void {
  const { network, distribution, steepness } = checkOptions(options);
  const { m } = checkShape("scores", scores, ["b", "m"]);
  checkNotEmpty("scores", scores);
  checkFloat("scores", scores);
  if (m < 2) throw new InvalidArgumentError("scores", "at least 2 scores in a row", m);
  if (network !== undefined) checkNetwork(network);
  if (distribution !== undefined) checkOneOf("distribution", distribution, swapDistributions);
  if (steepness !== undefined) checkNumber("steepness", steepness, { above: 0 });
}

/**
 * Checks the values that {@link diffSort} takes on trust. Borrows the scores.
 * @throws InvalidArgumentError for whatever `diffSort` refuses, and for scores that are not finite
 */
export async function validateDiffSort(scores: Array, options: DiffSortOptions = {}): Promise<void> {
  checkDiffSort(scores, options);
  await validateFinite("scores", scores);
}
