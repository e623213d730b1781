import { type Array, numpy as np } from "@jax-js/jax";
import { landmarkKdLoss } from "@offprint/methods/training";
import type { Values } from "./controls.ts";

/** What a batch is compared with, all [batch, 20]. */
export type Targets = {
  landmarks: Array;
  /** Predictions of both teachers, for losses that ask them. */
  tough?: Array;
  tolerant?: Array;
};

/** Loss of predictions [batch, 20], a scalar. Consumes its arguments. */
export type Loss = (predictions: Array, targets: Targets) => Array;

/** Mean squared error: both teachers learn by it. */
export const meanSquaredError: Loss = (predictions, { landmarks }) =>
  np.square(predictions.sub(landmarks)).mean();

const meanAbsoluteError: Loss = (predictions, { landmarks }) => np.abs(predictions.sub(landmarks)).mean();

function kdLoss({ beta, toughWeight, tolWeight }: Pick<Values, "beta" | "toughWeight" | "tolWeight">): Loss {
  return (predictions, { landmarks, tough, tolerant }) => {
    const options = { beta, toughWeight, tolWeight };
    const { value, ...parts } = landmarkKdLoss(predictions, landmarks, tough!, tolerant!, options);
    for (const part of Object.values(parts)) part.dispose();
    return value;
  };
}

/** What the student of an arm makes small. */
export interface Objective {
  loss: Loss;
  needsTeachers: boolean;
}

export const objectives: Record<string, (values: Values) => Objective> = {
  kdLoss: (values) => ({ loss: kdLoss(values), needsTeachers: true }),
  mainLoss: (values) => ({ loss: kdLoss({ ...values, toughWeight: 0, tolWeight: 0 }), needsTeachers: true }),
  squared: () => ({ loss: meanSquaredError, needsTeachers: false }),
  absolute: () => ({ loss: meanAbsoluteError, needsTeachers: false }),
};
