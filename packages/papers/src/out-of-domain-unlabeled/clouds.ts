import { rng, type Rng } from "@offprint/datasets";

/** Points of a mixture of two round Gaussian clouds of standard deviation 1 around ±mean. */
export interface Cloud {
  /** Coordinates, row-major [count, d]. */
  points: Float32Array<ArrayBuffer>;
  /** Which cloud each point is of: 1 or −1. */
  signs: Int32Array<ArrayBuffer>;
}

/** What a seed draws. */
export interface Clouds {
  /** μ₀, [d]: the mean of class 1 in the mixture that is to be classified. */
  mean: number[];
  labelled: Cloud;
  /** Of the shifted mixture; its signs are hidden from training. */
  unlabelled: Cloud;
}

export interface CloudSizes {
  labelled: number;
  unlabelled: number;
  dimensions: number;
  meanLength: number;
  /** Distance of the shifted mean from the true one, in lengths of the true mean. */
  shift: number;
}

/**
 * Draws both mixtures. At equal seeds and dimensions a larger set begins with the points of a smaller one, and
 * another shift moves the same unlabelled points.
 */
export function drawClouds(
  seed: number,
  { labelled, unlabelled, dimensions, meanLength, shift }: CloudSizes,
): Clouds {
  const stream = rng(seed);
  const mean = unitNormal(stream, dimensions).map((value) => value * meanLength);
  const drift = unitNormal(stream, dimensions);
  const shifted = mean.map((value, i) => value + shift * meanLength * drift[i]!);
  const [ofLabelled, ofUnlabelled] = [rng(stream.int(2 ** 32)), rng(stream.int(2 ** 32))];
  return {
    mean,
    labelled: drawCloud(ofLabelled, mean, labelled),
    unlabelled: drawCloud(ofUnlabelled, shifted, unlabelled),
  };
}

function unitNormal(stream: Rng, dimensions: number): number[] {
  return unit([...stream.normals(dimensions)]);
}

function drawCloud(stream: Rng, mean: number[], count: number): Cloud {
  const points = new Float32Array(count * mean.length);
  const signs = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const sign = stream.uniform() < 0.5 ? -1 : 1;
    signs[row] = sign;
    mean.forEach((centre, i) => (points[row * mean.length + i] = sign * centre + stream.normal()));
  }
  return { points, signs };
}

export const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** A vector at length 1. */
export function unit(vector: number[]): number[] {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

/** ⟨direction, point⟩ of the first points of a cloud. */
export function projections({ points, signs }: Cloud, direction: number[], count = signs.length): number[] {
  const d = direction.length;
  return Array.from({ length: Math.min(count, signs.length) }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += points[row * d + i]! * direction[i]!;
    return sum;
  });
}
