import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkLandmarks } from "../internal/checkLandmarks.ts";
import { checkFloat, checkNumber, checkOptions, checkSameShape, validateFinite } from "../internal/checks.ts";
import { reciprocal } from "../internal/reciprocal.ts";

export interface NormalizedMeanErrorOptions {
  /** Index of the landmark at the outer corner of the left eye, in 0..landmarks−1. */
  left: number;
  /** Index of the landmark at the outer corner of the right eye, another one. */
  right: number;
}

/**
 * Normalised mean error of predicted landmarks in percent: for each face the mean Euclidean distance of its points
 * from the truth, divided by the true distance of the outer eye corners; then the mean over faces.
 *
 * Consumes its inputs. Differentiable with respect to both; a point without error has the slope 0.
 *
 * @param predictions floats [faces, 2 · landmarks], x and y in turns, in any unit
 * @param landmarks the truth, the same shape and unit
 * @returns scalar ≥ 0, percent
 * @throws InvalidArgumentError for unequal or other shapes, an odd number of coordinates, integers, and for eye corners
 * out of range or the same. Values are checked by {@link validateNormalizedMeanError} alone: without it a face whose
 * eye corners coincide gives infinity or NaN.
 *
 * Source: Sagonas et al., "300 Faces in-the-Wild Challenge" (2013), inter-ocular normalisation.
 *
 * @example
 * const percent = normalizedMeanError(predictions, landmarks, { left: 36, right: 45 });
 */
export function normalizedMeanError(
  predictions: Array,
  landmarks: Array,
  options: NormalizedMeanErrorOptions,
): Array {
  const { left, right } = checkArguments(predictions, landmarks, options);
  const truth = toPoints(landmarks);
  const errors = lengths(toPoints(predictions).sub(truth.ref)).mean(1);
  return errors
    .mul(reciprocal(eyeDistances(truth, left, right)))
    .mean()
    .mul(100);
}

/** [faces, 2 · landmarks] as [faces, landmarks, 2]. */
const toPoints = (x: Array): Array => x.reshape([x.shape[0]!, -1, 2]);

/** Distances of two points of each face, [faces]; consumes the points [faces, landmarks, 2]. */
function eyeDistances(points: Array, left: number, right: number): Array {
  return lengths(points.ref.slice([], left).sub(points.slice([], right)));
}

/** Lengths along the last axis, with the slope 0 at 0. */
function lengths(x: Array): Array {
  const squares = np.square(x).sum(-1);
  const isPositive = squares.ref.notEqual(0);
  return np.where(isPositive.ref, np.sqrt(np.where(isPositive, squares, 1)), 0);
}

function checkArguments(
  predictions: Array,
  landmarks: Array,
  options: NormalizedMeanErrorOptions,
): NormalizedMeanErrorOptions {
  const { left, right } = checkOptions(options);
  const { landmarks: count } = checkLandmarks("predictions", predictions);
  checkSameShape("landmarks", landmarks, "predictions", predictions);
  checkFloat("landmarks", landmarks);
  checkNumber("left", left, { min: 0, max: count - 1, integer: true });
  checkNumber("right", right, { min: 0, max: count - 1, integer: true });
  if (left === right) throw new InvalidArgumentError("right", "another landmark than left", right);
  return { left, right };
}

/**
 * Checks the values that {@link normalizedMeanError} takes on trust: finite coordinates, and eye corners apart from
 * each other. Borrows the arrays.
 * @throws InvalidArgumentError for whatever `normalizedMeanError` refuses, and naming the first value that is neither
 */
export async function validateNormalizedMeanError(
  predictions: Array,
  landmarks: Array,
  options: NormalizedMeanErrorOptions,
): Promise<void> {
  const { left, right } = checkArguments(predictions, landmarks, options);
  await validateFinite("predictions", predictions);
  await validateFinite("landmarks", landmarks);
  const distances = await eyeDistances(toPoints(landmarks.ref), left, right).data();
  const at = distances.findIndex((distance) => distance === 0);
  if (at >= 0) {
    throw new InvalidArgumentError(
      "landmarks",
      "eye corners apart from each other",
      `one point in row ${at}`,
    );
  }
}
