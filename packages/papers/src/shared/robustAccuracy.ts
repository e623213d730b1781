import type { Array } from "@jax-js/jax";
import { dispose, type Tree } from "@offprint/compile";
import type { Compile } from "@offprint/lab";
import { attacker, type Logits, type Strength } from "./attacker.ts";
import { classAccuracy, type ClassAccuracy } from "./classAccuracy.ts";
import type { LabelledImages } from "./labelledDigits.ts";

/** How well a network does, as it is and under attack. */
export interface RobustAccuracy {
  clean: ClassAccuracy;
  robust: ClassAccuracy;
}

export interface RobustAccuracyMeasurement<Params extends Tree> {
  /** Borrows the network. */
  measure: (params: Params) => Promise<RobustAccuracy>;
  dispose: () => void;
}

/**
 * Measures a network on images as they are and on images attacked for it: the gradient's ascent on the
 * cross-entropy from a random start, the same one at every measurement.
 * @param logits what the network answers
 * @param data borrowed, until `dispose`
 * @param key draws the start: one that training does not use; consumed
 *
 * @example
 * const accuracy = robustAccuracy(compile, mlp.apply, test, { epsilon: 0.1, stepSize: 0.0125, steps: 20 }, key);
 * const { clean, robust } = await accuracy.measure(params);
 */
export function robustAccuracy<Params extends Tree>(
  compile: Compile,
  logits: Logits<Params>,
  data: LabelledImages,
  strength: Strength,
  key: Array,
): RobustAccuracyMeasurement<Params> {
  const { attack, dispose: endAttacks } = attacker(compile, logits, data, strength, key);
  const { measure: accuracyOn, dispose: endAccuracy } = classAccuracy(compile, logits);
  const measure = async (params: Params) => {
    const images = await attack(params);
    try {
      const robust = await accuracyOn(params, { images, labels: data.labels });
      return { clean: await accuracyOn(params, data), robust };
    } finally {
      dispose(images);
    }
  };
  const disposeAll = () => {
    endAttacks();
    endAccuracy();
  };
  return { measure, dispose: disposeAll };
}
