import { type Array, numpy as np } from "@jax-js/jax";
import {
  checkFloat,
  checkInteger,
  checkNotEmpty,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkShape,
} from "../internal/checks.ts";
import { dct, idct } from "./dct.ts";
import { dctMatrix } from "./dctMatrix.ts";

/** Side of a matrix that is projected: its columns if it is tall or square (`right`), else its rows. */
export type Side = "left" | "right";

/**
 * How the transform is computed: a product with the n × n basis, or an FFT without any basis. On the engine's Wasm
 * backend the product is several times as fast at the sizes of usual layers; the FFT saves the basis.
 */
export type DctMethod = "matmul" | "fft";

export interface SelectDctColumnsOptions {
  /** Basis vectors to keep, an integer >= 1; at most the shorter side counts. */
  rank: number;
  /** Norm by which basis vectors are ranked: 1 (default) or 2. */
  norm?: 1 | 2;
  /** Default `matmul`. */
  method?: DctMethod;
}

export interface DctSelection {
  /** int32 [rank]: indices of the basis vectors with the largest scores, best first. */
  indices: Array;
  /** The gradient's coordinates on them: [n, rank] for `right`, [rank, m] for `left`. */
  low: Array;
  side: Side;
  /** Norm of the gradient along every basis vector: [min(n, m)]. */
  scores: Array;
}

/** Checks the options that choose a DCT subspace. */
export function checkSelection({ rank, norm, method }: Required<SelectDctColumnsOptions>): void {
  checkNumber("rank", rank, { min: 1, integer: true });
  checkOneOf("norm", norm, [1, 2]);
  checkOneOf("method", method, ["matmul", "fft"]);
}

export const sideOf = ([rows, columns]: number[]): Side => (rows! >= columns! ? "right" : "left");

/** Transposes what is projected from the left, and back: a transform from the left is one of the transpose. */
export const upright = (matrix: Array, side: Side): Array => (side === "right" ? matrix : matrix.transpose());

/**
 * Chooses the DCT basis vectors along which a matrix is largest, and its coordinates on them. With `norm` 2 the
 * choice is the best one of its size (Modoranu et al. 2025, section 3).
 * @param grad [n, m], floating point
 * @throws InvalidArgumentError for options out of range or an array that is no floating-point matrix
 */
export function selectDctColumns(grad: Array, options: SelectDctColumnsOptions): DctSelection {
  const { rank, norm = 1, method = "matmul" } = checkOptions(options);
  checkSelection({ rank, norm, method });
  checkShape("grad", grad, ["n", "m"]);
  checkFloat("grad", grad);
  checkNotEmpty("grad", grad);
  const side = sideOf(grad.shape);
  const size = Math.min(...grad.shape);
  const basis = method === "matmul" ? dctMatrix(size, { dtype: grad.dtype }) : undefined;
  const similarities = dctOfRows(upright(grad, side), basis);
  const scores = scoresOf(similarities.ref, norm);
  const indices = largest(scores.ref, Math.min(rank, size));
  const low = upright(np.take(similarities, indices.ref, 1), side);
  return { indices, low, side, scores };
}

/** Transform of every row of a [rows, n] matrix: with a basis a product, without one by FFT. */
export const dctOfRows = (matrix: Array, basis?: Array): Array =>
  basis ? np.matmul(matrix, basis) : dct(matrix);

/** Norm of every column. */
export function scoresOf(similarities: Array, norm: 1 | 2): Array {
  return norm === 1 ? np.abs(similarities).sum(0) : np.sqrt(np.square(similarities).sum(0));
}

/** int32 [rank]: where the largest values of a vector are, largest first; of equal ones the first. */
export const largest = (scores: Array, rank: number): Array => np.argsort(scores.neg()).slice([0, rank]);

export interface ExpandDctColumnsOptions {
  /** Side that was projected. */
  side: Side;
  /** Length of the basis vectors: the projected side of the full matrix; an integer >= 1. */
  size: number;
  /** Default `matmul`. */
  method?: DctMethod;
}

/**
 * The matrix of full size that has given coordinates on chosen DCT basis vectors: the way back from
 * {@link selectDctColumns}.
 * @param low [n, rank] for `right`, [rank, m] for `left`
 * @param indices int32 [rank], each in 0 … size − 1
 * @returns [n, size] for `right`, [size, m] for `left`
 * @throws InvalidArgumentError for shapes that do not go together or options out of range
 */
export function expandDctColumns(low: Array, indices: Array, options: ExpandDctColumnsOptions): Array {
  const { side, size, method = "matmul" } = checkOptions(options);
  checkNumber("size", size, { min: 1, integer: true });
  checkOneOf("side", side, ["left", "right"]);
  checkOneOf("method", method, ["matmul", "fft"]);
  checkShape("low", low, ["n", "m"]);
  checkFloat("low", low);
  checkShape("indices", indices, [low.shape[side === "right" ? 1 : 0]!]);
  checkInteger("indices", indices);
  const basis = method === "matmul" ? dctMatrix(size, { dtype: low.dtype }) : undefined;
  return upright(expandRows(upright(low, side), indices, size, basis), side);
}

/** Rows [rows, rank] of coordinates back to [rows, size]. */
export function expandRows(low: Array, indices: Array, size: number, basis?: Array): Array {
  if (basis) return np.matmul(low, np.take(basis, indices, 1).transpose());
  const everyIndex = np.arange(0, size, 1, { dtype: np.int32 });
  return idct(moveColumns(low, indices, everyIndex));
}

/**
 * Columns that belong to the indices `from`, put where the indices `to` want them; zero for an index that is not
 * in `from`. A gather, so shapes stay static.
 * @param columns [rows, from]
 * @param from int32, no index twice
 * @returns [rows, to]
 */
export function moveColumns(columns: Array, from: Array, to: Array): Array {
  const [count] = from.shape;
  const matches = to
    .reshape([-1, 1])
    .equal(from.reshape([1, -1]))
    .astype(np.int32);
  const found = matches.ref.sum(1).greater(0);
  const position = matches.mul(np.arange(0, count!, 1, { dtype: np.int32 })).sum(1);
  return np.where(found, np.take(columns, position, 1), 0);
}
