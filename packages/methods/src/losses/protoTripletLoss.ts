import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkLabels } from "../internal/checkLogits.ts";
import { checkNumber, checkOptions, validateFinite, validateIndices } from "../internal/checks.ts";
import { checkRows } from "../internal/checkRows.ts";
import { euclideanDistances } from "../internal/euclideanDistances.ts";
import { checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";
import { labelMask } from "../internal/takeLabel.ts";

export interface ProtoTripletOptions {
  /** How much nearer the own prototype should be than any other, ≥ 0; default 0.5. */
  margin?: number;
  /** Default "mean". */
  reduction?: Reduction;
}

/** Farther than any prototype. */
const farAway = 1e30;

/**
 * Proto-Triplet loss of an episode: max(0, D(q, own prototype) − D(q, nearest wrong prototype) + margin) for each query
 * q, with D(a, b) = √(‖a − b‖² + 1e-6). A query that keeps the margin has neither loss nor gradient.
 *
 * Differentiable in queries and prototypes. Consumes its inputs. Memory grows as queries · way in a compiled program,
 * and times the dimensions outside of one.
 *
 * @param queries embeddings, float [queries, dimensions]
 * @param prototypes means of the support embeddings of each class, float [way, dimensions], at least two
 * @param labels class of each query in 0..way−1, int32 [queries]
 * @returns losses ≥ 0: a scalar, or [queries] for reduction "none"
 * @throws InvalidArgumentError for other shapes or dtypes, no queries, fewer than two prototypes, a negative margin;
 *   values of arrays, labels out of range among them, are {@link validateProtoTripletLoss}'s to check
 *
 * Source: Mendez-Ruiz et al., "SuSana Distancia is all you need" (2023).
 *
 * @example
 * const prototypes = support.reshape([way, shots, dimensions]).mean(1);
 * const loss = protoTripletLoss(queries, prototypes, labels);
 */
export function protoTripletLoss(
  queries: Array,
  prototypes: Array,
  labels: Array,
  options: ProtoTripletOptions = {},
): Array {
  const { margin, reduction } = checkProtoTripletLoss(queries, prototypes, labels, options);
  const isOwn = labelMask(labels, prototypes.shape[0]!);
  const distances = euclideanDistances(queries, prototypes);
  const own = np.where(isOwn.ref, distances.ref, 0).sum(1);
  const nearestWrong = np.where(isOwn, farAway, distances).min(1);
  const short = own.sub(nearestWrong).add(margin);
  return reduceLosses(np.where(short.ref.greater(0), short, 0), reduction);
}

function checkProtoTripletLoss(
  queries: Array,
  prototypes: Array,
  labels: Array,
  options: ProtoTripletOptions,
): Required<ProtoTripletOptions> {
  const { margin = 0.5, reduction = "mean" } = checkOptions(options);
  const { n: count, d } = checkRows("queries", queries);
  const { n: way } = checkRows("prototypes", prototypes, d);
  if (way < 2) throw new InvalidArgumentError("prototypes", "at least two rows, one for each class", way);
  checkLabels(labels, count);
  checkNumber("margin", margin, { min: 0 });
  checkReduction(reduction);
  return { margin, reduction };
}

/**
 * Checks the values that {@link protoTripletLoss} takes on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever the loss refuses, queries or prototypes that are not finite, labels outside
 *   0..way−1
 */
export async function validateProtoTripletLoss(
  queries: Array,
  prototypes: Array,
  labels: Array,
  options: ProtoTripletOptions = {},
): Promise<void> {
  checkProtoTripletLoss(queries, prototypes, labels, options);
  await validateFinite("queries", queries);
  await validateFinite("prototypes", prototypes);
  await validateIndices("labels", labels, prototypes.shape[0]!);
}
