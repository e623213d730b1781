import { type Array, numpy as np } from "@jax-js/jax";
import { checkFloat, checkNotEmpty, checkNumber, checkOptions, checkShape } from "../internal/checks.ts";

/** Coefficients of the quintic that pulls singular values towards 1 fastest (Jordan et al. 2024, Muon). */
const [linear, cubic, quintic] = [3.4445, -4.775, 2.0315] as const;

export interface NewtonSchulzOptions {
  /** Iterations, an integer >= 1. Default 5. */
  steps?: number;
}

/**
 * Pushes all singular values of a matrix close to 1 (after five steps into about 0.7 … 1.2) and keeps its
 * singular vectors: an approximate polar factor, by matrix products alone.
 * @param x [n, m], floating point
 * @returns same shape and dtype; zero for a zero matrix
 * @throws InvalidArgumentError if `x` is no floating-point matrix or `steps` is not an integer >= 1
 */
export function newtonSchulz(x: Array, options: NewtonSchulzOptions = {}): Array {
  const { steps = 5 } = checkOptions(options);
  checkNumber("steps", steps, { min: 1, integer: true });
  const { n, m } = checkShape("x", x, ["n", "m"]);
  checkFloat("x", x);
  checkNotEmpty("x", x);
  const flat = (matrix: Array) => (n > m ? matrix.transpose() : matrix);
  const norm = np.sqrt(np.square(x.ref).sum());
  let iterate = flat(x).div(norm.add(1e-7));
  for (let step = 0; step < steps; step++) {
    const gram = np.matmul(iterate.ref, iterate.ref.transpose());
    const polynomial = gram.ref.mul(cubic).add(np.matmul(gram.ref, gram).mul(quintic));
    iterate = iterate.ref.mul(linear).add(np.matmul(polynomial, iterate));
  }
  return flat(iterate);
}
