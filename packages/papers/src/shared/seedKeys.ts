import { type Array, numpy as np, random } from "@jax-js/jax";

/** Keys of a seed for training against attacks, the same for every arm; each is consumed by its use. */
export function seedKeys(seed: number): { init: Array; attacks: Array; order: Array; evaluation: Array } {
  const keys = np.unstack(random.split(random.key(seed), 4)) as [Array, Array, Array, Array];
  const [init, attacks, order, evaluation] = keys;
  return { init, attacks, order, evaluation };
}
