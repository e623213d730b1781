import { dot, norm, type Vector } from "../internal/vectors.ts";

/** A symmetric positive definite matrix, as rows. */
export type Metric = readonly Vector[];

const identityAdded = (metric: Metric, shift: number) =>
  metric.map((row, i) => row.map((value, j) => (i === j ? value + shift : value)));

/**
 * argmin over the ball of ⟨gradient, x⟩ + ½‖x − center‖²_H: a Newton-like step, brought back into the ball along
 * the geometry of H.
 */
export function descendInMetric(metric: Metric, center: Vector, gradient: Vector, radius: number): number[] {
  const step = solve(metric, gradient);
  return projectInMetric(
    metric,
    center.map((x, i) => x - step[i]!),
    radius,
  );
}

/**
 * The point of the ball nearest to `point` in the norm of H: the solution of (H + μI) x = H point whose multiplier
 * μ ≥ 0 puts it on the sphere.
 */
function projectInMetric(metric: Metric, point: number[], radius: number): number[] {
  if (norm(point) <= radius) return point;
  const target = metric.map((row) => dot(row, point));
  let [low, high] = [0, norm(target) / radius];
  for (let halvings = 0; halvings < 100; halvings++) {
    const middle = (low + high) / 2;
    const outside = norm(solve(identityAdded(metric, middle), target)) > radius;
    if (outside) low = middle;
    else high = middle;
  }
  return solve(identityAdded(metric, high), target);
}

/** Solves matrix · x = right by Cholesky's decomposition. */
function solve(matrix: Metric, right: Vector): number[] {
  const lower = cholesky(matrix);
  const x = [...right];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) x[i]! -= lower[i]![j]! * x[j]!;
    x[i]! /= lower[i]![i]!;
  }
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = i + 1; j < x.length; j++) x[i]! -= lower[j]![i]! * x[j]!;
    x[i]! /= lower[i]![i]!;
  }
  return x;
}

/** The lower triangular L with L Lᵀ = matrix, as rows of growing length. */
function cholesky(matrix: Metric): number[][] {
  const lower: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const own: number[] = [];
    for (let j = 0; j < i; j++) {
      own.push((row[j]! - dot(own, lower[j]!.slice(0, j))) / lower[j]![j]!);
    }
    own.push(Math.sqrt(row[i]! - dot(own, own)));
    lower.push(own);
  }
  return lower;
}
