import { type Array, DType, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkLandmarks } from "../internal/checkLandmarks.ts";
import { checkNumber, checkOptions, validateFinite } from "../internal/checks.ts";
import { concreteValue } from "../internal/concreteValue.ts";
import { leadingAxes } from "../optimizers/leadingSingularVectors.ts";

export interface SoftLandmarksOptions {
  /** Share of the variance that the kept shape components must hold, in (0, 1]; default 0.9. */
  explainedVariance?: number;
  /** Standard deviations that a shape may lie from the mean along a component, > 0; default 3. */
  clip?: number;
}

/** Smoothed faces and the shape model that smoothed them. */
export interface SoftLandmarks {
  /** The reconstructed faces, [faces, 2 · landmarks]. */
  value: Array;
  /** The mean face, [2 · landmarks]. */
  mean: Array;
  /** Number of kept components. */
  components: number;
  /** Variances along them, falling, [components]. */
  eigenvalues: Array;
  /** Coefficients that were clipped, of all faces and components. */
  clippedCount: number;
}

/**
 * Landmarks that are easier to predict: each face is replaced by what an active shape model says of it, the mean face
 * plus the fewest principal components of all faces that hold the wanted share of the variance (by the unbiased
 * covariance), with coefficients kept within a few standard deviations. At least one component is kept, and at most
 * min(faces − 1, 2 · landmarks).
 *
 * Consumes its input and reads it back: it is no part of a compiled program. The results carry no gradient. Computed
 * in float64 whatever the dtype, in time that grows with faces · landmarks² and landmarks³.
 *
 * @param landmarks floats [faces, 2 · landmarks], x and y in turns, at least two faces
 * @throws InvalidArgumentError for another shape or dtype, fewer than two faces, a share outside (0, 1], clip ≤ 0, and
 * where `landmarks` is being traced into a program. Values are checked by {@link validateSoftLandmarks} alone.
 *
 * Source: Pourramezan Fard and Mahoor, "Facial Landmark Points Detection Using Knowledge Distillation-Based Neural
 * Networks" (2022), soft landmarks; Cootes et al., "Active Shape Models" (1995).
 *
 * @example
 * const { value, components } = softLandmarks(landmarks.ref, { explainedVariance: 0.9 });
 */
export function softLandmarks(landmarks: Array, options: SoftLandmarksOptions = {}): SoftLandmarks {
  const { explainedVariance = 0.9, clip = 3 } = checkOptions(options);
  const { faces, coordinates } = checkFaces(landmarks);
  checkNumber("explainedVariance", explainedVariance, { above: 0, max: 1 });
  checkNumber("clip", clip, { above: 0 });
  const { dtype, device } = landmarks;
  const values = Float64Array.from(concreteValue("landmarks", landmarks).dataSync());
  landmarks.dispose();
  const mean = centre(values, coordinates);
  const model = fitShapes(values, faces, coordinates, explainedVariance);
  const { shapes, clippedCount } = reconstruct(model, mean, faces, clip);

  const toArray = (numbers: Float64Array<ArrayBuffer>, shape: number[]) =>
    np.array(dtype === DType.Float64 ? numbers : Float32Array.from(numbers), { shape, device }).astype(dtype);
  const { variances } = model;
  return {
    value: toArray(shapes, [faces, coordinates]),
    mean: toArray(mean, [coordinates]),
    components: variances.length,
    eigenvalues: toArray(variances, [variances.length]),
    clippedCount,
  };
}

/** Subtracts the mean row from every row of [rows, width], in place, and returns it. */
function centre(values: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const rows = values.length / width;
  const mean = new Float64Array(width);
  for (const [at, value] of values.entries()) mean[at % width]! += value / rows;
  for (const at of values.keys()) values[at]! -= mean[at % width]!;
  return mean;
}

/** Principal components of centred rows. */
interface ShapeModel {
  /** Row-major [coordinates, available], orthonormal columns. */
  axes: Float64Array;
  /** Number of columns of `axes` and `scores`. */
  available: number;
  /** Coordinates of each row along the axes, [rows, available]. */
  scores: Float64Array;
  /** Variances along the kept axes, the first ones. */
  variances: Float64Array<ArrayBuffer>;
}

function fitShapes(centred: Float64Array, faces: number, coordinates: number, share: number): ShapeModel {
  const available = Math.min(faces - 1, coordinates);
  const axes = leadingAxes(centred, coordinates, available);
  const scores = multiply(centred, axes, coordinates, available);
  // As lengths of projections small variances keep their digits, as eigenvalues of the covariance they would not.
  const variances = new Float64Array(available);
  for (const [at, score] of scores.entries()) variances[at % available]! += score ** 2 / (faces - 1);
  return { axes, available, scores, variances: variances.slice(0, componentsFor(variances, share)) };
}

/** The fewest components, at least one, whose variances hold the share of the total. */
function componentsFor(variances: Float64Array, share: number): number {
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  let held = 0;
  const enough = variances.findIndex((variance) => {
    held += variance;
    return held >= (share - 1e-12) * total;
  });
  return enough < 0 ? variances.length : enough + 1;
}

/** The mean plus the kept components, each within `clip` standard deviations. */
function reconstruct(
  { axes, available, scores, variances }: ShapeModel,
  mean: Float64Array,
  faces: number,
  clip: number,
) {
  const coordinates = mean.length;
  const shapes = new Float64Array(faces * coordinates);
  let clippedCount = 0;
  for (let face = 0; face < faces; face++) {
    shapes.set(mean, face * coordinates);
    for (const [component, variance] of variances.entries()) {
      const bound = clip * Math.sqrt(variance);
      const score = scores[face * available + component]!;
      if (Math.abs(score) > bound) clippedCount++;
      const kept = Math.max(-bound, Math.min(bound, score));
      for (let i = 0; i < coordinates; i++) {
        shapes[face * coordinates + i]! += kept * axes[i * available + component]!;
      }
    }
  }
  return { shapes, clippedCount };
}

/** Row-major [n, inner] times [inner, columns]. */
function multiply(a: Float64Array, b: Float64Array, inner: number, columns: number): Float64Array {
  const product = new Float64Array((a.length / inner) * columns);
  for (const [at, value] of a.entries()) {
    const row = Math.floor(at / inner) * columns;
    const from = (at % inner) * columns;
    for (let column = 0; column < columns; column++) product[row + column]! += value * b[from + column]!;
  }
  return product;
}

function checkFaces(landmarks: Array): { faces: number; coordinates: number } {
  const { faces, landmarks: points } = checkLandmarks("landmarks", landmarks);
  if (faces < 2) throw new InvalidArgumentError("landmarks", "at least 2 faces", faces);
  return { faces, coordinates: 2 * points };
}

/**
 * Checks the values that {@link softLandmarks} takes on trust: finite coordinates. Borrows the array.
 * @throws InvalidArgumentError for whatever `softLandmarks` refuses in the array, and naming the first that is not
 */
export async function validateSoftLandmarks(landmarks: Array): Promise<void> {
  checkFaces(landmarks);
  await validateFinite("landmarks", landmarks);
}
