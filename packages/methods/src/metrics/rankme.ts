import { Array, DType, lax, numpy as np } from "@jax-js/jax";
import {
  checkFloat,
  checkNotEmpty,
  checkOneOf,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { concreteValue } from "../internal/concreteValue.ts";
import { log } from "../internal/log.ts";
import {
  checkEpsilon,
  rankmeFromSingularValues,
  sharesOfSum,
  validateSomeNonzero,
} from "./rankmeFromSingularValues.ts";

export interface RankmeOptions {
  /** Added to each singular value's share of the sum, ≥ 0. Default 1e-7. */
  epsilon?: number;
  /** Dtype of the result; the computation is always in float64. Default "float64". */
  dtype?: "float64" | "float32";
}

/**
 * RankMe: how many dimensions embeddings use, softly counted. It is the exponential of the entropy of the
 * singular values' shares of their sum: about 1 for a matrix of rank one, min(n, k) for one whose singular
 * values are equal. Rows are neither centred nor normalised; scaling all of them changes nothing.
 *
 * Compare only values of one method, one architecture and one n (several times k). A high rank is necessary for
 * good representations, not sufficient.
 *
 * Consumes its input. Differentiable once, by `grad` outside of compiled programs: the decomposition needs values.
 * Directions with a singular value below 1e-7 of the largest get no gradient. The engine gives a gradient in the
 * wider dtype of embeddings and result: to get a float32 one, ask for a float32 result of float32 embeddings.
 *
 * @param embeddings floats `[n, k]`, one row per example, not all 0
 * @returns scalar from 1 to about min(n, k)
 * @throws InvalidArgumentError for anything but a non-empty matrix of floats, for bad options, and where
 * `embeddings` is being traced into a program. Values are checked by {@link validateRankme} alone.
 *
 * @example
 * const rank = await rankme(projections.ref).jsAsync();
 *
 * Source: Garrido et al., "RankMe: Assessing the Downstream Performance of Pretrained Self-Supervised
 * Representations by Their Rank" (ICML 2023), eq. 1–2.
 */
export function rankme(embeddings: Array, options: RankmeOptions = {}): Array {
  const { epsilon = 1e-7, dtype = "float64" } = checkOptions(options);
  checkRankme(embeddings, { epsilon, dtype });
  const z = concreteValue("embeddings", embeddings).astype(DType.Float64);
  const { scale, ...factors } = decompose(z);
  const value = rankmeFromSingularValues(factors.s.ref, { epsilon });
  const result = value.ref.astype(dtype as DType);
  if (!isBeingDifferentiated(embeddings)) {
    disposeAll(value, scale, embeddings, ...Object.values(factors));
    return result;
  }
  const slope = gradient(factors, value, epsilon).div(scale).astype(embeddings.dtype);
  // Adds 0 to the value and `slope` to the derivative: the engine can't differentiate the decomposition, nor a
  // change of dtype.
  return result.add(slope.mul(embeddings.ref.sub(lax.stopGradient(embeddings))).sum());
}

/** A matrix z / scale = Σₖ left[:, k] right[:, k]ᵀ, where column k of `left` has the length s[k]. */
type Factors = { left: Array; s: Array; right: Array };

/**
 * Singular vectors by an eigendecomposition of the smaller Gram matrix, which is all the engine has; singular
 * values as the lengths of the projected columns. Roots of the Gram's eigenvalues, which the engine's `svd`
 * returns, lose everything below 1e-8 of the largest, these do not.
 */
function decompose(z: Array): Factors & { scale: Array } {
  // The engine stops its rotations at an absolute size for matrices below 1.
  const scale = np.max(np.abs(z.ref));
  const [n, k] = z.shape as [number, number];
  const scaled = z.div(scale.ref);
  const tall = n < k ? scaled.transpose() : scaled;
  const [eigenvalues, right] = np.linalg.eigh(np.matmul(tall.ref.transpose(), tall.ref));
  eigenvalues.dispose();
  const left = np.matmul(tall, right.ref);
  const s = np.sqrt(np.square(left.ref).sum(0));
  return n < k ? { left: right, s, right: left, scale } : { left, s, right, scale };
}

/** Derivative of the value with respect to the scaled matrix; consumes everything. */
function gradient({ left, s, right }: Factors, value: Array, epsilon: number): Array {
  const shares = sharesOfSum(s.ref);
  const total = s.ref.sum();
  const alive = s.ref.greater(np.max(s.ref).mul(1e-7));
  const surprise = log(np.where(alive.ref, shares.ref.add(epsilon), 1))
    .add(1)
    .neg();
  const counted = np.where(alive.ref, surprise, 0);
  const mean = counted.ref.mul(shares).sum();
  const bySingularValue = np.where(alive.ref, value.mul(counted.sub(mean)).div(total), 0);
  // One of `left` and `right` still has columns of length s.
  const weights = bySingularValue.div(np.where(alive, s, 1));
  return np.matmul(left.mul(weights), right.transpose());
}

function isBeingDifferentiated(x: object): boolean {
  return !(x instanceof Array);
}

function disposeAll(...arrays: Array[]): void {
  for (const array of arrays) array.dispose();
}

export function checkEmbeddings(argument: string, embeddings: Array): void {
  checkShape(argument, embeddings, ["n", "k"]);
  checkNotEmpty(argument, embeddings);
  checkFloat(argument, embeddings);
}

function checkRankme(embeddings: Array, { epsilon, dtype }: Required<RankmeOptions>): void {
  checkEmbeddings("embeddings", embeddings);
  checkEpsilon(epsilon);
  checkOneOf("dtype", dtype, ["float64", "float32"]);
}

/**
 * Checks the values that {@link rankme} takes on trust. Borrows `embeddings`.
 * @throws InvalidArgumentError for whatever `rankme` refuses, and for embeddings that are not finite or all 0
 */
export async function validateRankme(embeddings: Array, options: RankmeOptions = {}): Promise<void> {
  const { epsilon = 1e-7, dtype = "float64" } = checkOptions(options);
  checkRankme(embeddings, { epsilon, dtype });
  await validateFinite("embeddings", embeddings);
  await validateSomeNonzero("embeddings", embeddings);
}
