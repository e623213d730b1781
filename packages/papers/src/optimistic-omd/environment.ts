import { random } from "@jax-js/jax";
import { seaEnvironment } from "@offprint/methods/online";

/** What every learner of this experiment knows: the unit ball in five dimensions and the losses ½‖x − target‖². */
export const game = {
  dim: 5,
  radius: 1,
  diameter: 2,
  /** G: a point of the ball, a mean target and the noise are never further apart than this. */
  gradientBound: 3,
  smoothness: 1,
  strongConvexity: 1,
} as const;

/** How nature plays. */
export interface Setting {
  kind: "noisyQuadratic" | "switchingTarget";
  noise: number;
  swing: number;
  horizon: number;
}

/** One draw of nature's moves. */
export interface Environment {
  kind: Setting["kind"];
  horizon: number;
  /** Minimisers of the mean losses, [horizon, dim]. */
  centers: ArrayLike<number>;
  /** Minimisers of the losses that the learner sees, [horizon, dim]. */
  targets: ArrayLike<number>;
  /** Accumulated variance of the gradients, σ²₁:T. */
  noiseTotal: number;
  /** Accumulated squared change of the mean gradient, Σ²₁:T, its first term taken at x = 0. */
  driftTotal: number;
}

/** The same seed gives the same noise directions and jumps in every setting of equal length, for every learner. */
export async function drawEnvironment(setting: Setting, seed: number): Promise<Environment> {
  const { kind, horizon, noise } = setting;
  const arrays = seaEnvironment({ ...setting, dim: game.dim, segment: 100, key: random.key(seed) });
  const [centers, targets] = await Promise.all([arrays.centers.data(), arrays.targets.data()]);
  return {
    kind,
    horizon,
    centers,
    targets,
    noiseTotal: horizon * noise ** 2,
    driftTotal: squaredChanges(centers),
  };
}

function squaredChanges(centers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < centers.length; i++) {
    sum += (centers[i]! - (i < game.dim ? 0 : centers[i - game.dim]!)) ** 2;
  }
  return sum;
}

/** How hard the environment is in the paper's terms: √σ²₁:T + √Σ²₁:T. */
export function difficultyOf({ noiseTotal, driftTotal }: Environment): number {
  return Math.sqrt(noiseTotal) + Math.sqrt(driftTotal);
}

/** The paper's bound on the expected regret for convex smooth losses. */
export function regretBound({
  noiseTotal,
  driftTotal,
}: Pick<Environment, "noiseTotal" | "driftTotal">): number {
  const { diameter, smoothness, gradientBound } = game;
  return (
    5 * Math.sqrt(10) * diameter ** 2 * smoothness +
    2.5 * Math.sqrt(5) * diameter * gradientBound +
    5 * Math.sqrt(2) * diameter * Math.sqrt(noiseTotal) +
    5 * diameter * Math.sqrt(driftTotal)
  );
}
