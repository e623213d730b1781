import { type Array, numpy as np } from "@jax-js/jax";
import { read } from "@offprint/compile";
import type { Rng } from "@offprint/datasets";
import { dct, leadingSingularVectors } from "@offprint/methods/optimizers";

/** [size, rank] with orthonormal columns, uniform over all such: normal columns made orthogonal one by one. */
export function randomBasis(stream: Rng, size: number, rank: number): Array {
  const columns: Float64Array[] = [];
  for (let k = 0; k < rank; k++) {
    const column = stream.normals(size);
    for (const other of columns) subtract(column, other, dot(column, other));
    const norm = Math.sqrt(dot(column, column));
    columns.push(column.map((value) => value / norm));
  }
  const rows = Float32Array.from(
    { length: size * rank },
    (_, at) => columns[at % rank]![Math.floor(at / rank)]!,
  );
  return np.array(rows).reshape([size, rank]);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (const [i, value] of a.entries()) sum += value * b[i]!;
  return sum;
}

function subtract(from: Float64Array, what: Float64Array, times: number): void {
  for (const [i, value] of what.entries()) from[i]! -= times * value;
}

/** The coordinate axes along which a matrix [rows, size] is largest in the l1 norm, as [size, rank]. */
export function largestColumns(matrix: Array, rank: number): Array {
  const size = matrix.shape[1]!;
  const chosen = np.argsort(np.abs(matrix).sum(0).neg()).slice([0, rank]);
  const axes = np.arange(0, size, 1, { dtype: np.int32 });
  return axes
    .reshape([-1, 1])
    .equal(chosen.reshape([1, -1]))
    .astype(np.float32);
}

/** Share of a matrix's energy that lies in the span of some orthonormal columns, given its coordinates on them. */
export function capturedShare(matrix: Array, coordinates: Array): Array {
  return np.square(coordinates).sum().div(np.square(matrix).sum());
}

/** Shares of energy captured at ranks 0, 1, … by the best choice of that many basis vectors, for each basis. */
export type EnergyCurves = Record<"DCT" | "SVD" | "random", [rank: number, share: number][]>;

/** Energy of a gradient [rows, size] along three bases. Consumes it; borrows the random basis [size, size]. */
export async function energyCurves(gradient: Array, random: Array): Promise<EnergyCurves> {
  const singular = leadingSingularVectors(gradient.ref, gradient.shape[1]!);
  const inBases = [np.matmul(gradient.ref, singular), np.matmul(gradient.ref, random.ref), dct(gradient)];
  const [svd, chance, cosine] = await Promise.all(inBases.map(columnSizes));
  return {
    DCT: cumulate(cosine!, byL1(cosine!)),
    SVD: cumulate(svd!, [...svd!.keys()]),
    random: cumulate(chance!, [...chance!.keys()]),
  };
}

interface ColumnSize {
  l1: number;
  energy: number;
}

async function columnSizes(coordinates: Array): Promise<ColumnSize[]> {
  const sums = [np.abs(coordinates.ref).sum(0), np.square(coordinates).sum(0)];
  const [l1, energy] = (await read(sums)) as [number[], number[]];
  for (const sum of sums) sum.dispose();
  return l1.map((value, i) => ({ l1: value, energy: energy[i]! }));
}

const byL1 = (sizes: ColumnSize[]) => [...sizes.keys()].sort((a, b) => sizes[b]!.l1 - sizes[a]!.l1);

function cumulate(sizes: ColumnSize[], order: number[]): [number, number][] {
  const total = sizes.reduce((sum, { energy }) => sum + energy, 0);
  let captured = 0;
  const points = order.map((at, k): [number, number] => {
    captured += sizes[at]!.energy;
    return [k + 1, captured / total];
  });
  return [[0, 0], ...points];
}
