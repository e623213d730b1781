import { type Array, numpy as np } from "@jax-js/jax";

/** Mean of each 2 × 2 block of x [batch, height, width, channels]; height and width must be even. Consumes x. */
export function averagePool2x2(x: Array): Array {
  return np.mean(blocks(x), [2, 4]);
}

/** Maximum of each 2 × 2 block of x [batch, height, width, channels]; height and width must be even. Consumes x. */
export function maxPool2x2(x: Array): Array {
  return np.max(blocks(x), [2, 4]);
}

function blocks(x: Array): Array {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return x.reshape([batch, height / 2, 2, width / 2, 2, channels]);
}
