import { InvalidArgumentError } from "../errors.ts";
import { checkNumber, checkNumbers, checkOptions } from "../internal/checks.ts";
import { isCrossEntropy } from "../internal/compSumFamily.ts";

/**
 * Best conditional risk of the comp-sum loss: the smallest expected loss that any scores reach where the class
 * probabilities are known. For τ = 1 it is Shannon's entropy.
 *
 * @param probs class probabilities, [rows, classes], each row a distribution over at least two classes
 * @returns the best risk of each row, [rows]
 * @throws InvalidArgumentError for τ negative or not finite, rows shorter than 2, a negative entry, a row whose
 * sum is off 1 by more than 1e-6
 *
 * Source: Mao, Mohri, Zhong, "Cross-Entropy Loss Functions: Theoretical Analysis and Applications" (ICML 2023).
 */
export function compSumBestRisk(probs: number[][], options: { tau: number }): number[] {
  const { tau } = checkOptions(options);
  checkNumber("tau", tau, { min: 0 });
  if (!Array.isArray(probs)) throw new InvalidArgumentError("probs", "a list of distributions", probs);
  for (const row of probs) checkDistribution(row);
  return probs.map((row) => bestRisk(row, tau));
}

function checkDistribution(row: number[]): void {
  checkNumbers("probs", row, { min: 0 });
  const sum = row.reduce((total, value) => total + value, 0);
  const sound = row.length >= 2 && Math.abs(sum - 1) <= 1e-6;
  if (!sound) throw new InvalidArgumentError("probs", "rows that are distributions over classes", row);
}

function bestRisk(row: number[], tau: number): number {
  if (isCrossEntropy(tau)) return entropy(row);
  if (tau >= 2) return (1 - Math.max(...row)) / (tau - 1);
  const logPowers = row.map((value) => Math.log(value) / (2 - tau));
  return Math.expm1((2 - tau) * logSumExp(logPowers)) / (1 - tau);
}

function entropy(row: number[]): number {
  return row.reduce((sum, value) => (value > 0 ? sum - value * Math.log(value) : sum), 0);
}

function logSumExp(values: number[]): number {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
