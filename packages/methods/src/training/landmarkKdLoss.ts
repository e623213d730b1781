import { type Array, lax, numpy as np } from "@jax-js/jax";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkSameShape,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";

export interface LandmarkKdOptions {
  /** How hard the tough teacher pulls a student that is worse than itself; default 1.9. */
  alphaTough?: number;
  /** How hard it pulls one that is better; negative pushes away from the teacher to the truth. Default −0.45. */
  alphaMinusTough?: number;
  /** The same of the tolerant teacher for a worse student; default 1.8. */
  alphaTol?: number;
  /** The same of the tolerant teacher for a better student; default −0.4. */
  alphaMinusTol?: number;
  /** Share of a teacher's error below which that teacher is silent, in [0, 1]; default 0.15. */
  beta?: number;
  /** Weight of the main loss; default 2. */
  mainWeight?: number;
  /** Weight of the tough teacher's assistance; default 1. */
  toughWeight?: number;
  /** Weight of the tolerant teacher's assistance; default 1. */
  tolWeight?: number;
}

/** The objective and its parts, scalars. The parts are weighted already: `value` is their sum. */
export interface LandmarkKdLoss {
  value: Array;
  /** Of the distance to the truth. */
  main: Array;
  /** The tough teacher's assistance; negative where it mostly pushes on. */
  tough: Array;
  /** The tolerant teacher's assistance. */
  tolerant: Array;
}

/**
 * Loss of a student that predicts the points of a face with the help of two teachers. Each coordinate has a distance
 * d = |p − g| of the prediction p to the truth g, and a teacher t the error r = |t − g|.
 *
 * - The main loss is 3 d up to the tolerant teacher's error e, and d² + 3 e − e² beyond, which is nearly flat.
 * - A teacher assists, on the student's side of the truth, by α₊ (d − r) where the student is worse, by α₋ (r − d)
 *   between β r and r, and not at all below, where the student is exact, and where the teacher is exact.
 *
 * All three are means over coordinates, times their weights. The loss can be negative, and jumps where d = β r.
 * The constant 3 fits coordinates in image sizes, centred, within about ±0.5: with pixels it is another loss.
 *
 * Consumes its inputs. Differentiable with respect to the predictions alone, also inside a compiled program.
 *
 * @param predictions of the student, float [batch, 2 · landmarks], x and y in turns
 * @param landmarks the truth, the same shape; no gradient
 * @param toughTeacher predictions of the teacher that was trained on the truth, the same shape; no gradient
 * @param tolerantTeacher predictions of the teacher that was trained on soft landmarks, the same shape; no gradient
 * @throws InvalidArgumentError for unequal or other shapes, an empty batch, integers, β outside [0, 1], a weight that
 * is not finite. Values are checked by {@link validateLandmarkKdLoss} alone.
 *
 * Source: Pourramezan Fard and Mahoor, "Facial Landmark Points Detection Using Knowledge Distillation-Based Neural
 * Networks" (2022), KD-Loss, as in the authors' code.
 *
 * @example
 * const { value, ...parts } = landmarkKdLoss(student(images), landmarks, tough, tolerant);
 */
export function landmarkKdLoss(
  predictions: Array,
  landmarks: Array,
  toughTeacher: Array,
  tolerantTeacher: Array,
  options: LandmarkKdOptions = {},
): LandmarkKdLoss {
  const { beta, ...weights } = withDefaults(checkOptions(options));
  checkArrays(predictions, landmarks, toughTeacher, tolerantTeacher);
  checkNumber("beta", beta, { min: 0, max: 1 });
  for (const [name, weight] of Object.entries(weights)) checkNumber(name, weight);

  const truth = lax.stopGradient(landmarks);
  const distance = distanceTo(predictions, truth.ref);
  const toughError = np.abs(lax.stopGradient(toughTeacher).sub(truth.ref));
  const tolerantError = np.abs(lax.stopGradient(tolerantTeacher).sub(truth));

  const { alphaTough, alphaMinusTough, alphaTol, alphaMinusTol } = weights;
  const main = mainLoss(distance.ref, tolerantError.ref).mul(weights.mainWeight);
  const tough = assistance(distance.ref, toughError, alphaTough, alphaMinusTough, beta);
  const tolerant = assistance(distance, tolerantError, alphaTol, alphaMinusTol, beta);
  const parts = {
    main,
    tough: tough.mul(weights.toughWeight),
    tolerant: tolerant.mul(weights.tolWeight),
  };
  return { value: parts.main.ref.add(parts.tough.ref).add(parts.tolerant.ref), ...parts };
}

function withDefaults(options: LandmarkKdOptions): Required<LandmarkKdOptions> {
  const { alphaTough = 1.9, alphaMinusTough = -0.45, alphaTol = 1.8, alphaMinusTol = -0.4 } = options;
  const { beta = 0.15, mainWeight = 2, toughWeight = 1, tolWeight = 1 } = options;
  return { alphaTough, alphaMinusTough, alphaTol, alphaMinusTol, beta, mainWeight, toughWeight, tolWeight };
}

/** |p − g| whose slope is 0 where both are equal; the engine's own would be 1. Consumes both. */
function distanceTo(predictions: Array, truth: Array): Array {
  const difference = predictions.sub(truth);
  return np.where(difference.ref.notEqual(0), np.abs(difference), 0);
}

/** Linear up to the error e, nearly flat beyond; a mean. Consumes both. */
function mainLoss(distance: Array, error: Array): Array {
  const far = np.square(distance.ref).add(error.ref.mul(3)).sub(np.square(error.ref));
  return np.where(distance.ref.lessEqual(error), distance.mul(3), far).mean();
}

/** What a teacher with the error r adds; a mean. Consumes both arrays. */
function assistance(distance: Array, error: Array, outer: number, inner: number, beta: number): Array {
  const lead = distance.ref.sub(error.ref);
  const isWorse = lead.ref.greater(0);
  const isHeard = np.logicalAnd(
    error.ref.greater(0),
    np.logicalAnd(distance.ref.greater(0), distance.greaterEqual(error.mul(beta))),
  );
  const assisted = np.where(isWorse, lead.ref.mul(outer), lead.mul(-inner));
  return np.where(isHeard, assisted, 0).mean();
}

function checkArrays(
  predictions: Array,
  landmarks: Array,
  toughTeacher: Array,
  tolerantTeacher: Array,
): void {
  checkShape("predictions", predictions, ["batch", "coordinates"]);
  checkNotEmpty("predictions", predictions);
  checkFloat("predictions", predictions);
  for (const [name, x] of Object.entries({ landmarks, toughTeacher, tolerantTeacher })) {
    checkSameShape(name, x, "predictions", predictions);
    checkFloat(name, x);
  }
}

/**
 * Checks the values that {@link landmarkKdLoss} takes on trust: finite coordinates. A teacher's coordinate that is
 * not a number would pass for one that has nothing to say. Borrows the arrays.
 * @throws InvalidArgumentError naming the first that is not
 */
export async function validateLandmarkKdLoss(
  predictions: Array,
  landmarks: Array,
  toughTeacher: Array,
  tolerantTeacher: Array,
): Promise<void> {
  checkArrays(predictions, landmarks, toughTeacher, tolerantTeacher);
  const arrays = { predictions, landmarks, toughTeacher, tolerantTeacher };
  for (const [name, x] of Object.entries(arrays)) await validateFinite(name, x);
}
