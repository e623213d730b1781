import { type Array, random } from "@jax-js/jax";
import { checkFlag, checkNumber, checkOptions } from "../internal/checks.ts";
import { checkRows } from "../internal/checkRows.ts";
import { readRows, type Rows } from "../internal/readRows.ts";

export interface KMeansOptions {
  /** Number of clusters, an integer from 1 to n. */
  clusters: number;
  /** Decides the first centres, an integer ≥ 0; equal seeds give equal clusters. Default 0. */
  seed?: number;
  /** How often to start anew, an integer ≥ 1; the clusters of least inertia are kept. Default 10. */
  starts?: number;
  /** Rounds of a start at most, an integer ≥ 1; default 100. It ends sooner once no example changes its cluster. */
  maxRounds?: number;
  /** Whether to scale rows to length 1 first; default true. */
  normalize?: boolean;
}

export interface KMeansClusters {
  /** Cluster of each example, 0..clusters − 1, [n]. */
  assignment: Int32Array;
  /** Centres, [clusters][d]. */
  centres: number[][];
  /** Sum of squared distances of the examples to their centres. */
  inertia: number;
}

/**
 * k-means clusters of embeddings: Lloyd's rounds from centres drawn by k-means++, the best of several starts. A centre
 * that loses all its examples stays where it is.
 *
 * Reads the array at once and consumes it, unless it is refused. Time grows as starts · rounds · n · clusters · d; memory as
 * (n + clusters) · d.
 *
 * @param embeddings floats [n, d]
 * that should be normalised, and an array that is being traced into a program
 *
 * Source: Arthur and Vassilvitskii, "k-means++: The Advantages of Careful Seeding" (SODA 2007).
 *
 * @example
 * const { assignment } = kMeans(embeddings, { clusters: 10 });
 * const nmi = normalizedMutualInformation(assignment, labels);
 */
export function kMeans(embeddings: Array, options: KMeansOptions): KMeansClusters {
  const { clusters, seed = 0, starts = 10, maxRounds = 100, normalize = true } = checkOptions(options);
  const { n } = checkRows("embeddings", embeddings);
  checkNumber("clusters", clusters, { min: 1, max: n, integer: true });
  checkNumber("seed", seed, { min: 0, max: 2 ** 32 - 1, integer: true });
  checkNumber("starts", starts, { min: 1, integer: true });
  checkNumber("maxRounds", maxRounds, { min: 1, integer: true });
  checkFlag("normalize", normalize);
  const rows = readRows("embeddings", embeddings, { normalize });
  embeddings.dispose();
  const draws = uniforms(seed, starts * clusters);
  return globalThis.Array.from({ length: starts }, (_, start) => {
    const own = draws.slice(start * clusters, (start + 1) * clusters);
    return clustersFrom(rows, firstCentres(rows, own), maxRounds);
  }).reduce((best, other) => (other.inertia < best.inertia ? other : best));
}

/** Lloyd's rounds; moves the centres. */
function clustersFrom(rows: Rows, centres: number[][], maxRounds: number): KMeansClusters {
  let assignment = assign(rows, centres);
  for (let round = 0; round < maxRounds; round++) {
    moveCentres(rows, assignment, centres);
    const next = assign(rows, centres);
    const isSettled = next.every((cluster, row) => cluster === assignment[row]);
    assignment = next;
    if (isSettled) break;
  }
  const squares = globalThis.Array.from(assignment, (cluster, row) =>
    squaredDistance(rows, row, centres[cluster]!),
  );
  return { assignment, centres, inertia: sum(squares) };
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** Numbers in [0, 1). */
function uniforms(seed: number, count: number): number[] {
  return [...random.uniform(random.key(seed), [count]).dataSync()];
}

/** An example for a centre for each draw: the first by chance, each further one with chances as the squared distance to the nearest. */
function firstCentres(rows: Rows, draws: number[]): number[][] {
  const centres = [rowOf(rows, Math.floor(draws[0]! * rows.count))];
  const nearest = globalThis.Array.from({ length: rows.count }, (_, row) =>
    squaredDistance(rows, row, centres[0]!),
  );
  while (centres.length < draws.length) {
    const centre = rowOf(rows, drawWeighted(nearest, draws[centres.length]!));
    centres.push(centre);
    for (const [row, square] of nearest.entries()) {
      nearest[row] = Math.min(square, squaredDistance(rows, row, centre));
    }
  }
  return centres;
}

/** Place of a weight, with chances as the weights; the first place if all are 0. */
function drawWeighted(weights: number[], draw: number): number {
  const target = draw * sum(weights);
  let passed = 0;
  const place = weights.findIndex((weight) => (passed += weight) > target);
  return Math.max(0, place);
}

const rowOf = ({ width, values }: Rows, row: number) => [...values.subarray(row * width, (row + 1) * width)];

function squaredDistance({ width, values }: Rows, row: number, centre: number[]): number {
  let square = 0;
  for (let i = 0; i < width; i++) square += (values[row * width + i]! - centre[i]!) ** 2;
  return square;
}

/** The nearest centre of each example, the first of equals. */
function assign(rows: Rows, centres: number[][]): Int32Array {
  return Int32Array.from({ length: rows.count }, (_, row) => {
    let [nearest, least] = [0, Infinity];
    for (const [cluster, centre] of centres.entries()) {
      const square = squaredDistance(rows, row, centre);
      if (square < least) [nearest, least] = [cluster, square];
    }
    return nearest;
  });
}

/** Puts each centre in the middle of its examples. */
function moveCentres(rows: Rows, assignment: Int32Array, centres: number[][]): void {
  const sizes = centres.map(() => 0);
  const sums = centres.map((centre) => centre.map(() => 0));
  for (const [row, cluster] of assignment.entries()) {
    sizes[cluster]!++;
    const total = sums[cluster]!;
    for (let i = 0; i < rows.width; i++) total[i]! += rows.values[row * rows.width + i]!;
  }
  for (const [cluster, size] of sizes.entries()) {
    if (size > 0) centres[cluster] = sums[cluster]!.map((total) => total / size);
  }
}
