import type { ScoreNormalization } from "@offprint/methods/losses";

/** The values of λ whose class weights the lab shows, 0.03 to 10. */
export const shownLambdas = Array.from({ length: 26 }, (_, i) => 0.03 * (10 / 0.03) ** (i / 25));

/**
 * The worst-case class weights softmax(v/λ) of one example, for each λ: what the LDR-KL loss averages the violations
 * v with.
 */
export function classWeights(
  scores: number[],
  label: number,
  { margin, normalize, lambdas }: { margin: number; normalize: ScoreNormalization; lambdas: number[] },
): number[][] {
  const scaled = scaleScores(scores, normalize);
  const violations = scaled.map((z, k) => (k === label ? 0 : z - scaled[label]! + margin));
  const largest = Math.max(...violations);
  return lambdas.map((lambda) => {
    const powers = violations.map((v) => Math.exp((v - largest) / lambda));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  });
}

function scaleScores(scores: number[], normalize: ScoreNormalization): number[] {
  if (normalize === "none") return scores;
  const values =
    normalize === "l1" ? scores : scores.map((z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))));
  const mean = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
  return values.map((value) => value / mean);
}
