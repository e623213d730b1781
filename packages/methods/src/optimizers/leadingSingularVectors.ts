import { type Array, DType, numpy as np } from "@jax-js/jax";
import { checkFloat, checkNotEmpty, checkNumber, checkShape } from "../internal/checks.ts";

/**
 * The right singular vectors of a matrix that belong to its largest singular values. Reads the matrix back and
 * works in double precision on its Gram matrix by Householder reduction and QL iteration: on a host about ten times
 * as fast as the engine's Jacobi method, whose absolute stopping rule also leaves small gradients undecomposed.
 * @param matrix [n, m], floating point, with values
 * @param rank integer, 1 … m
 * @returns [m, rank], orthonormal columns in order of falling singular value, signs arbitrary; dtype of `matrix`
 * @throws InvalidArgumentError if `matrix` is no floating-point matrix or `rank` is out of range
 */
export function leadingSingularVectors(matrix: Array, rank: number): Array {
  const { m } = checkShape("matrix", matrix, ["n", "m"]);
  checkFloat("matrix", matrix);
  checkNotEmpty("matrix", matrix);
  checkNumber("rank", rank, { min: 1, max: m, integer: true });
  const { dtype } = matrix;
  const vectors = leadingAxes(matrix.dataSync(), m, rank);
  const values = dtype === DType.Float64 ? vectors : Float32Array.from(vectors);
  return np.array(values).reshape([m, rank]).astype(dtype);
}

/**
 * The same on the host, always in double precision.
 * @param values row-major [n, m]
 * @returns row-major [m, rank]
 */
export function leadingAxes(values: ArrayLike<number>, m: number, rank: number): Float64Array<ArrayBuffer> {
  const gram = gramMatrix(values, values.length / m, m);
  const { diagonal, offDiagonal, rows } = tridiagonalise(gram, m);
  diagonalise(diagonal, offDiagonal, rows, m);
  const order = [...diagonal.keys()].sort((a, b) => diagonal[b]! - diagonal[a]!).slice(0, rank);
  const vectors = new Float64Array(m * rank);
  for (const [column, eigenvector] of order.entries()) {
    for (let i = 0; i < m; i++) vectors[i * rank + column] = rows[eigenvector * m + i]!;
  }
  return vectors;
}

/** AᵀA [m, m] for row-major A, divided by its largest diagonal entry. */
function gramMatrix(a: ArrayLike<number>, n: number, m: number): Float64Array {
  const gram = new Float64Array(m * m);
  for (let row = 0; row < n * m; row += m) {
    for (let i = 0; i < m; i++) {
      const value = a[row + i]!;
      for (let j = 0; j <= i; j++) gram[i * m + j]! += value * a[row + j]!;
    }
  }
  let largest = 0;
  for (let i = 0; i < m; i++) largest = Math.max(largest, gram[i * m + i]!);
  const scale = largest > 0 ? 1 / largest : 1;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) gram[j * m + i] = gram[i * m + j]! *= scale;
  }
  return gram;
}

interface Tridiagonal {
  diagonal: Float64Array;
  /** Entry i stands between i and i + 1. */
  offDiagonal: Float64Array;
  /** Row-major orthogonal [n, n]: the matrix is rowsᵀ T rows. */
  rows: Float64Array;
}

/** Reduces a symmetric matrix to tridiagonal form by Householder reflections; overwrites it. */
function tridiagonalise(a: Float64Array, n: number): Tridiagonal {
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  const reflector = new Float64Array(n);
  const product = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) {
    const scale = householder(a, n, k, reflector);
    if (scale === 0) continue;
    reflectBothSides(a, n, k + 1, reflector, product, scale);
    reflectRows(rows, n, k + 1, reflector, product, scale);
  }
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]!);
  const offDiagonal = Float64Array.from({ length: n }, (_, i) => (i < n - 1 ? a[(i + 1) * n + i]! : 0));
  return { diagonal, offDiagonal, rows };
}

/**
 * The reflector v (entries k + 1 … n − 1) that clears column k below the off-diagonal, whose new value it writes.
 * @returns β with H = I − β v vᵀ, or 0 if nothing is to be cleared
 */
function householder(a: Float64Array, n: number, k: number, v: Float64Array): number {
  let below = 0;
  for (let i = k + 2; i < n; i++) below += a[i * n + k]! ** 2;
  if (below === 0) return 0;
  const head = a[(k + 1) * n + k]!;
  const norm = Math.sqrt(head * head + below);
  const first = head > 0 ? head + norm : head - norm;
  v[k + 1] = first;
  for (let i = k + 2; i < n; i++) v[i] = a[i * n + k]!;
  a[(k + 1) * n + k] = head > 0 ? -norm : norm;
  return 2 / (first * first + below);
}

/** Trailing block A ← H A H, as the symmetric update A − v wᵀ − w vᵀ with w = β A v − (β² vᵀA v / 2) v. */
function reflectBothSides(
  a: Float64Array,
  n: number,
  start: number,
  v: Float64Array,
  w: Float64Array,
  scale: number,
): void {
  let overlap = 0;
  for (let i = start; i < n; i++) {
    let sum = 0;
    for (let j = start; j < n; j++) sum += a[i * n + j]! * v[j]!;
    w[i] = scale * sum;
    overlap += w[i]! * v[i]!;
  }
  for (let i = start; i < n; i++) w[i]! -= 0.5 * scale * overlap * v[i]!;
  for (let i = start; i < n; i++) {
    const [vi, wi, row] = [v[i]!, w[i]!, i * n];
    for (let j = start; j < n; j++) a[row + j]! -= vi * w[j]! + wi * v[j]!;
  }
}

/** Rows start … n − 1 ← H rows. */
function reflectRows(
  rows: Float64Array,
  n: number,
  start: number,
  v: Float64Array,
  sums: Float64Array,
  scale: number,
): void {
  sums.fill(0);
  for (let i = start; i < n; i++) {
    const [vi, row] = [v[i]!, i * n];
    for (let j = 0; j < n; j++) sums[j]! += vi * rows[row + j]!;
  }
  for (let i = start; i < n; i++) {
    const [factor, row] = [scale * v[i]!, i * n];
    for (let j = 0; j < n; j++) rows[row + j]! -= factor * sums[j]!;
  }
}

/** QL sweeps that a single eigenvalue may take; two or three are usual. NaN never converges and stops here. */
const maxSweeps = 60;

/** Makes the off-diagonal vanish by implicitly shifted QL steps and applies their rotations to the rows. */
function diagonalise(d: Float64Array, e: Float64Array, rows: Float64Array, n: number): void {
  for (let low = 0; low < n; low++) {
    for (let sweep = 0; sweep < maxSweeps; sweep++) {
      let high = low;
      while (high < n - 1 && !isNegligible(d, e, high)) high++;
      if (high === low) break;
      sweepUp(d, e, rows, n, low, high);
    }
  }
}

const isNegligible = (d: Float64Array, e: Float64Array, i: number): boolean =>
  Math.abs(e[i]!) <= Number.EPSILON * (Math.abs(d[i]!) + Math.abs(d[i + 1]!));

/** One QL step with Wilkinson's shift on the unreduced block low … high. */
function sweepUp(
  d: Float64Array,
  e: Float64Array,
  rows: Float64Array,
  n: number,
  low: number,
  high: number,
): void {
  const ratio = (d[low + 1]! - d[low]!) / (2 * e[low]!);
  const root = Math.sqrt(ratio * ratio + 1);
  let bulge = d[high]! - d[low]! + e[low]! / (ratio + (ratio >= 0 ? root : -root));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.sqrt(f * f + bulge * bulge);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= shift;
      e[high] = 0;
      return;
    }
    sine = f / r;
    cosine = bulge / r;
    const g = d[i + 1]! - shift;
    const step = (d[i]! - g) * sine + 2 * cosine * b;
    shift = sine * step;
    d[i + 1] = g + shift;
    bulge = cosine * step - b;
    rotateRows(rows, n, i, sine, cosine);
  }
  d[low]! -= shift;
  e[low] = bulge;
  e[high] = 0;
}

function rotateRows(rows: Float64Array, n: number, i: number, sine: number, cosine: number): void {
  const [upper, lower] = [i * n, (i + 1) * n];
  for (let j = 0; j < n; j++) {
    const x = rows[upper + j]!;
    const y = rows[lower + j]!;
    rows[lower + j] = sine * x + cosine * y;
    rows[upper + j] = cosine * x - sine * y;
  }
}
