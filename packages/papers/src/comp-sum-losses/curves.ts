import { compSumBound } from "@offprint/methods/theory";

type Curve = [number, number][];

/** Largest loss that the plot of Φ_τ shows. */
const shownLoss = 5;

const grid = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

/**
 * Φ_τ against the margin h_y − h_y' of two classes, up to where it leaves the plot.
 * @param rho divides the margin
 */
export function lossCurve(tau: number, rho = 1): Curve {
  return grid(-3, 3, 121)
    .map((margin): [number, number] => [margin, lossAt(margin / rho, tau)])
    .filter(([, loss]) => loss <= shownLoss);
}

function lossAt(margin: number, tau: number): number {
  const ell = Math.log1p(Math.exp(-margin));
  return tau === 1 ? ell : Math.expm1((1 - tau) * ell) / (1 - tau);
}

/** The zero-one loss against the margin. */
export const zeroOneStep: Curve = [
  [-3, 1],
  [0, 1],
  [0, 0],
  [3, 0],
];

/** The largest zero-one regret Γ_τ that a surrogate regret allows. */
export function boundCurve(tau: number, numClasses: number): Curve {
  const regrets = grid(0, 0.7, 71);
  const bounds = compSumBound(regrets, { tau, numClasses });
  return regrets.map((regret, i) => [regret, bounds[i]!]);
}
