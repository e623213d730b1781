import { type Array, numpy as np, random } from "@jax-js/jax";
import { checkKey, checkNumber, checkOneOf, checkOptions } from "../internal/checks.ts";

export interface SeaEnvironmentOptions {
  /** How the mean target moves: it swings about a fixed point, or stands still and then jumps. */
  kind: "noisyQuadratic" | "switchingTarget";
  /** d, at least 2. */
  dim: number;
  /** T, the number of rounds. */
  horizon: number;
  /** σ, the length of the noise that is added to every target. */
  noise: number;
  /** a, how far the mean target of "noisyQuadratic" swings. Default 0. */
  swing?: number;
  /** Rounds between two jumps of "switchingTarget". Default 100. */
  segment?: number;
  /** Engine key; consumed. */
  key: Array;
}

/** The targets of quadratic losses ½‖x − target‖². */
export interface SeaEnvironment {
  /** Minimisers of the mean losses, float32 [T, d]. */
  centers: Array;
  /** Minimisers of the losses that are drawn, float32 [T, d]. */
  targets: Array;
}

/**
 * A stochastically extended adversary for tests of online learners: in round t it means the loss
 * ½‖x − centerₜ‖² and hands out ½‖x − targetₜ‖² with targetₜ = centerₜ + ξₜ, ξₜ uniform on the sphere of radius σ.
 *
 * "noisyQuadratic": centerₜ = ½e₁ ± a e₂ with the sign + in the first round and changing in every round, so that the
 * accumulated noise is Tσ² and the accumulated change of the mean gradient 4a²(T − 1) plus the first round's.
 * "switchingTarget": centerₜ is uniform on the sphere of radius 0.8 and redrawn every `segment` rounds.
 *
 * @throws InvalidArgumentError for an unknown kind, dim < 2, no rounds, an empty segment, a negative noise or swing,
 * or a key that is none
 *
 * Source: the model is that of Chen, Tu, Zhao, Zhang, ICML 2023 (arXiv 2302.04552), section 2; these two instances
 * are ours.
 */
export function seaEnvironment(options: SeaEnvironmentOptions): SeaEnvironment {
  const { kind, dim, horizon, noise, swing = 0, segment = 100, key } = checkOptions(options);
  checkOneOf("kind", kind, ["noisyQuadratic", "switchingTarget"]);
  checkNumber("dim", dim, { min: 2, integer: true });
  checkNumber("horizon", horizon, { min: 1, integer: true });
  checkNumber("noise", noise, { min: 0 });
  checkNumber("swing", swing, { min: 0 });
  checkNumber("segment", segment, { min: 1, integer: true });
  checkKey("key", key);
  const [noiseKey, jumpKey] = np.unstack(random.split(key)) as [Array, Array];
  const directions = onSphere(noiseKey, horizon, dim);
  const centers =
    kind === "noisyQuadratic"
      ? swingingCenters(horizon, dim, swing)
      : jumpingCenters(onSphere(jumpKey.ref, Math.ceil(horizon / segment), dim), segment, horizon);
  jumpKey.dispose();
  const targets = centers.map((row, t) => row.map((value, i) => value + noise * directions[t]![i]!));
  return { centers: toArray(centers), targets: toArray(targets) };
}

/** Points uniform on the unit sphere. */
function onSphere(key: Array, count: number, dim: number): number[][] {
  const normals = random.normal(key, [count, dim]).dataSync();
  return rows(count, dim, (t, i) => normals[t * dim + i]!).map((row) => {
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  });
}

function swingingCenters(horizon: number, dim: number, swing: number): number[][] {
  return rows(horizon, dim, (t, i) => (i === 0 ? 0.5 : i === 1 ? swing * (t % 2 === 0 ? 1 : -1) : 0));
}

function jumpingCenters(directions: number[][], segment: number, horizon: number): number[][] {
  return rows(horizon, directions[0]!.length, (t, i) => 0.8 * directions[Math.floor(t / segment)]![i]!);
}

function rows(count: number, dim: number, value: (t: number, i: number) => number): number[][] {
  return globalThis.Array.from({ length: count }, (_, t) =>
    globalThis.Array.from({ length: dim }, (_, i) => value(t, i)),
  );
}

function toArray(values: number[][]): Array {
  return np.array(Float32Array.from(values.flat()), { shape: [values.length, values[0]!.length] });
}
