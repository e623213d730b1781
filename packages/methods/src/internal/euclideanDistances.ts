import { type Array, numpy as np } from "@jax-js/jax";
import { undifferentiated } from "./concreteValue.ts";

/** Inside the root, so that the distance of equal points has a gradient: 0. */
const smoothing = 1e-6;

/**
 * Smoothed Euclidean distances √(‖a − b‖² + 1e-6) of all rows of `a` `[n, d]` from all rows of `b` `[m, d]`. Consumes
 * both.
 *
 * Values come from differences, since inner products lose the digits of what is small beside the rows' lengths and
 * part equal points. Gradients come from inner products, since those of differences would be n · m · d numbers. The
 * differences themselves are that many outside of the engine's own compiled programs, which sum them up on the way.
 * @returns `[n, m]`
 */
export function euclideanDistances(a: Array, b: Array): Array {
  const fixed = [undifferentiated(a), undifferentiated(b)] as const;
  const values = squaresOfDifferences(fixed[0].ref, fixed[1].ref);
  const ofGradient = squaresByInnerProducts(a, b).sub(squaresByInnerProducts(...fixed));
  return np.sqrt(values.add(ofGradient).add(smoothing));
}

function squaresOfDifferences(a: Array, b: Array): Array {
  const [[n, d], m] = [a.shape as [number, number], b.shape[0]!];
  return np.square(a.reshape([n, 1, d]).sub(b.reshape([1, m, d]))).sum(-1);
}

function squaresByInnerProducts(a: Array, b: Array): Array {
  const lengths = (rows: Array) => np.square(rows).sum(1);
  const products = np.inner(a.ref, b.ref).mul(-2);
  return products.add(lengths(a).reshape([-1, 1])).add(lengths(b));
}
