import { type Array, numpy as np, random, tree } from "@jax-js/jax";
import { dense, type LayerParams, mlp, type MlpParams, uniformFanIn } from "@offprint/lab/models";
import { classCount, pixelCount } from "../shared/labelledDigits.ts";

const hiddenUnits = 64;
const initialisers = { initialiser: uniformFanIn, bias: uniformFanIn };

/**
 * Two hidden layers with two linear heads on them. Students of all arms have the same parameters, so that they start
 * alike; where an arm has one head only, nothing reaches the auxiliary one. Predictions never do.
 */
export type Student = { backbone: MlpParams; head: LayerParams; auxiliaryHead: LayerParams };

/** Logits [batch, 10] of both heads. */
export interface HeadLogits {
  main: Array;
  auxiliary: Array;
}

/** Draws a student. Consumes the key. */
export function initStudent(key: Array): Student {
  const [backboneKey, headKey, auxiliaryKey] = np.unstack(random.split(key, 3)) as [Array, Array, Array];
  return {
    backbone: mlp.init(backboneKey, [pixelCount, hiddenUnits, hiddenUnits], initialisers),
    head: dense.init(headKey, hiddenUnits, classCount, initialisers),
    auxiliaryHead: dense.init(auxiliaryKey, hiddenUnits, classCount, initialisers),
  };
}

/** The logits of both heads for images [batch, 64]. Consumes both arguments. */
export function headLogits({ backbone, head, auxiliaryHead }: Student, images: Array): HeadLogits {
  const features = mlp.apply(backbone, images, { activateOutput: true });
  return { main: dense.apply(head, features.ref), auxiliary: dense.apply(auxiliaryHead, features) };
}

/** What the student answers: the logits of the main head alone. Consumes both arguments. */
export function answer({ backbone, head, auxiliaryHead }: Student, images: Array): Array {
  tree.dispose(auxiliaryHead);
  return dense.apply(head, mlp.apply(backbone, images, { activateOutput: true }));
}

/** Draws a teacher: a perceptron 64-256-256-10. Consumes the key. */
export function initTeacher(key: Array): MlpParams {
  return mlp.init(key, [pixelCount, 256, 256, classCount], initialisers);
}
