import { type Array, lax, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { undifferentiated } from "../internal/concreteValue.ts";

export interface AggregateLeastSquaresOptions {
  /** Rows of a bag k, an integer ≥ 1 that divides the number of rows. */
  bagSize: number;
  /** Weight of the instance-level loss, in [0, 1]: 0 fits the means of bags, 1 fits every row to its bag's mean. */
  rho: number;
}

/**
 * Linear regression from aggregate responses: the minimiser over θ of the interpolated squared loss of the predictions
 * Xθ, (1 − ρ) L_bag + ρ L_ins, by a Cholesky solve of its normal equations. Bags are consecutive rows; shuffle rows
 * before they are put into bags, never by their response.
 *
 * Next to as many bags as columns and ρ near 0 the system is ill-conditioned: give it float64.
 *
 * Consumes its inputs. Differentiable once with respect to both. Runs on arrays with values: neither `jit` nor
 * `compile` can trace the solve.
 *
 * @param features rows X, float [n, d]
 * @param bagTargets mean response of each bag, float [n / k]
 * @returns θ, [d]; NaN if the columns that the loss sees are linearly dependent
 * @throws InvalidArgumentError for other shapes, dtypes that differ or are no floats, a bag size that does not divide n, ρ outside [0, 1], fewer
 * rows than columns, and ρ = 0 with fewer bags than columns. Values are checked by
 * {@link validateAggregateLeastSquares} alone.
 *
 * Source: Javanmard, Chen, Mirrokni, Badanidiyuru, Fu, "Learning from Aggregate responses: Instance Level versus Bag
 * Level Loss Functions" (ICLR 2024).
 *
 * @example
 * aggregateLeastSquares(features, bagMeans, { bagSize: 10, rho: 0.05 });
 */
export function aggregateLeastSquares(
  features: Array,
  bagTargets: Array,
  options: AggregateLeastSquaresOptions,
): Array {
  const { bags, dim } = checkBaggedRows(features, bagTargets, options);
  const { bagSize, rho } = options;
  const rows = bags * bagSize;
  const means = features.ref.reshape([bags, bagSize, dim]).mean(1);
  // A bag's target stands for all its rows, whose mean is in `means`: the right side does not depend on rho.
  const right = np.matmul(np.transpose(means.ref), bagTargets.reshape([bags, 1])).mul(1 / bags);
  const ofBags = rho < 1 ? [gram(means.ref).mul((1 - rho) / bags)] : [];
  const ofRows = rho > 0 ? [gram(features.ref).mul(rho / rows)] : [];
  means.dispose();
  features.dispose();
  const matrix = [...ofBags, ...ofRows].reduce((sum, part) => sum.add(part));
  return solvePositiveDefinite(matrix, right).reshape([dim]);
}

/** xᵀx; consumes x [rows, columns]. */
function gram(x: Array): Array {
  return np.matmul(np.transpose(x.ref), x);
}

/**
 * Solution of a symmetric system [d, d] for one right side [d, 1]; consumes both. The factor is that of the values
 * alone, since the engine's derivative of it leaves an array behind. One step of refinement brings the derivative,
 * A⁻¹(db − dA θ), and digits.
 */
function solvePositiveDefinite(matrix: Array, right: Array): Array {
  const factor = lax.linalg.cholesky(undifferentiated(matrix));
  const solution = solveFactored(factor.ref, undifferentiated(right));
  const residual = right.sub(np.matmul(matrix, solution.ref));
  return solution.add(solveFactored(factor, residual));
}

/** Solution of L Lᵀ x = b for a lower triangle L; consumes both. */
function solveFactored(factor: Array, right: Array): Array {
  const half = lax.linalg.triangularSolve(factor.ref, right, { leftSide: true, lower: true });
  return lax.linalg.triangularSolve(factor, half, { leftSide: true, lower: true, transposeA: true });
}

function checkBaggedRows(
  features: Array,
  bagTargets: Array,
  options: AggregateLeastSquaresOptions,
): { bags: number; dim: number } {
  const { bagSize, rho } = checkOptions(options);
  const { n, d: dim } = checkShape("features", features, ["n", "d"]);
  checkNotEmpty("features", features);
  checkFloat("features", features);
  checkNumber("bagSize", bagSize, { min: 1, integer: true });
  if (n % bagSize !== 0) throw new InvalidArgumentError("bagSize", `a divisor of ${n} rows`, bagSize);
  const bags = n / bagSize;
  checkShape("bagTargets", bagTargets, [bags]);
  if (bagTargets.dtype !== features.dtype) {
    throw new InvalidArgumentError(
      "bagTargets",
      `the dtype of features, ${features.dtype}`,
      bagTargets.dtype,
    );
  }
  checkNumber("rho", rho, { min: 0, max: 1 });
  if (n < dim)
    throw new InvalidArgumentError("features", "at least as many rows as columns", `[${n}, ${dim}]`);
  if (rho === 0 && bags < dim) {
    throw new InvalidArgumentError("rho", `> 0 for ${bags} bags and ${dim} columns`, rho);
  }
  return { bags, dim };
}

/**
 * Checks the values that {@link aggregateLeastSquares} takes on trust: finite features and targets. Borrows both.
 * @throws InvalidArgumentError for whatever `aggregateLeastSquares` refuses, and naming the first value that is not
 */
export async function validateAggregateLeastSquares(
  features: Array,
  bagTargets: Array,
  options: AggregateLeastSquaresOptions,
): Promise<void> {
  checkBaggedRows(features, bagTargets, options);
  await validateFinite("features", features);
  await validateFinite("bagTargets", bagTargets);
}
