import { requireInteger } from "../internal/checks.ts";
import { rng } from "../rng.ts";
import type { Rng } from "../rng.ts";

/** A Markov decision process, linear in its features; float64, row-major. */
export interface LinearMdp {
  states: number;
  actions: number;
  dim: number;
  /** phi(s, a), a point of the simplex for each state and action, [states, actions, dim]. */
  features: Float64Array<ArrayBuffer>;
  /** mu, a distribution over next states for each feature, [dim, states]. */
  measures: Float64Array<ArrayBuffer>;
  /** theta, the reward of each feature in [0, 1), [dim]. */
  theta: Float64Array<ArrayBuffer>;
  /** P(s' | s, a) = phi(s, a) . mu(., s'), [states, actions, states]. */
  transitions: Float64Array<ArrayBuffer>;
  /** r(s, a) = phi(s, a) . theta, [states, actions]. */
  rewards: Float64Array<ArrayBuffer>;
}

/**
 * A random linear Markov decision process: features and measures are uniform on their simplices.
 *
 * @param options.states default 6.
 * @param options.actions default 3.
 * @param options.dim number of features, default 4.
 * @throws DataError BAD_ARGUMENT for an option that is no positive integer.
 */
export function linearMdp(
  seed: number,
  options: { states?: number; actions?: number; dim?: number } = {},
): LinearMdp {
  const { states = 6, actions = 3, dim = 4 } = options;
  requireInteger("states", states, 1);
  requireInteger("actions", actions, 1);
  requireInteger("dim", dim, 1);
  const stream = rng(seed);
  const features = simplexPoints(stream, states * actions, dim);
  const measures = simplexPoints(stream, dim, states);
  const theta = stream.uniforms(dim);
  const transitions = multiply(features, measures, dim, states);
  const rewards = multiply(features, theta, dim, 1);
  return { states, actions, dim, features, measures, theta, transitions, rewards };
}

/** Points uniform on the simplex: exponential numbers divided by their sum. */
function simplexPoints(stream: Rng, count: number, dim: number): Float64Array<ArrayBuffer> {
  const points = stream.uniforms(count * dim).map((uniform) => -Math.log(1 - uniform));
  for (let start = 0; start < points.length; start += dim) {
    const point = points.subarray(start, start + dim);
    const sum = point.reduce((total, value) => total + value, 0);
    point.forEach((value, i) => (point[i] = value / sum));
  }
  return points;
}

/** [n, inner] times [inner, columns]. */
function multiply(left: Float64Array, right: Float64Array, inner: number, columns: number) {
  const rows = left.length / inner;
  const product = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < inner; k++) {
      const factor = left[row * inner + k]!;
      for (let column = 0; column < columns; column++) {
        product[row * columns + column]! += factor * right[k * columns + column]!;
      }
    }
  }
  return product;
}
