import { type Array, numpy as np, tree } from "@jax-js/jax";
import type { Rng } from "@offprint/datasets";
import { aggregateLeastSquares, privateBagMeans } from "@offprint/methods/training";

/** A linear regression problem with standard normal rows and a parameter vector of length 1. */
export interface Setting {
  samples: number;
  dim: number;
  /** Standard deviation of a response's noise. */
  noise: number;
}

/** One draw of the problem, everything in float64: at its threshold the bag-level system needs all digits. */
export interface Regression extends Setting {
  /** θ₀, [dim]. */
  truth: Float64Array;
  arrays: {
    /** [samples, dim] */
    features: Array;
    /** [samples] */
    responses: Array;
    /** For the noise of private means, one for each sample so that bags of one have enough; strictly between 0 and 1. */
    uniforms: Array;
  };
}

/** Whether and how the means of bags are made private. */
export interface Privacy {
  clip: number;
  epsilon: number;
}

export interface Estimator {
  bagSize: number;
  rho: number;
  privacy?: Privacy | undefined;
}

/** The rng's uniforms are multiples of this and may be 0; half of it more keeps them inside (0, 1). */
const uniformStep = 2 ** -32;

/** The same stream gives the same draw for every estimator. */
export function drawRegression(stream: Rng, setting: Setting): Regression {
  const { samples, dim, noise } = setting;
  const direction = stream.normals(dim);
  const truth = direction.map((x) => x / Math.hypot(...direction));
  const features = stream.normals(samples * dim);
  const responses = stream.normals(samples).map((normal, row) => {
    let sum = noise * normal;
    for (let i = 0; i < dim; i++) sum += features[row * dim + i]! * truth[i]!;
    return sum;
  });
  const uniforms = stream.uniforms(samples).map((u) => u + uniformStep / 2);
  const arrays = {
    features: np.array(features, { shape: [samples, dim] }),
    responses: np.array(responses),
    uniforms: np.array(uniforms),
  };
  return { ...setting, truth, arrays };
}

export function disposeRegression({ arrays }: Regression): void {
  tree.dispose(arrays);
}

/**
 * ‖θ̂ − θ₀‖² of an estimator on whole bags; samples left over at the end are not used. NaN where there is no unique θ̂:
 * for the loss of bags, with fewer bags than features, and where whole bags hold fewer samples than features.
 */
export async function squaredError(regression: Regression, estimator: Estimator): Promise<number> {
  const { samples, dim, truth, arrays } = regression;
  const { bagSize, rho } = estimator;
  const rows = Math.floor(samples / bagSize) * bagSize;
  if (rows < dim || (rho === 0 && rows / bagSize < dim)) return NaN;
  const features = arrays.features.ref.slice([0, rows]);
  const theta = aggregateLeastSquares(features, bagTargets(regression, estimator, rows), { bagSize, rho });
  const values = await theta.data();
  return truth.reduce((sum, x, i) => sum + (values[i]! - x) ** 2, 0);
}

/** Mean responses of consecutive bags, [rows / bagSize]. */
function bagTargets({ arrays }: Regression, { bagSize, privacy }: Estimator, rows: number): Array {
  const responses = arrays.responses.ref.slice([0, rows]);
  if (!privacy) return responses.reshape([rows / bagSize, bagSize]).mean(1);
  const uniforms = arrays.uniforms.ref.slice([0, rows / bagSize]);
  const { value, noise } = privateBagMeans(responses, uniforms, { bagSize, ...privacy });
  noise.dispose();
  return value;
}
