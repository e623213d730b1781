import { progress, type Run } from "@offprint/lab";
import { type Rng, rng } from "@offprint/datasets";
import { compSumBestRisk, compSumTransform } from "@offprint/methods/theory";

const classCounts = [2, 3, 10];
export const checkedTaus = [0, 0.5, 1, 1.5, 2];
const scoreScales = [0.1, 1, 3];
const tolerance = 1e-9;
/** Below this zero-one regret the ratio is a quotient of rounding errors. */
const smallestBeta = 0.05;

/** Name of the metric with the smallest ratio of surrogate regret to transform for two classes. */
export const ratioMetric = (tau: number): string => `smallestRatio(tau=${tau})`;

/** A random conditional distribution and random scores for it. */
interface Draw {
  probs: number[];
  /** −log p_y of the scores' softmax, for each class. */
  negativeLogs: number[];
  /** Zero-one regret of the scores' favourite. */
  beta: number;
}

/**
 * Checks surrogate regret ≥ T_τ(zero-one regret) on random distributions and scores: how often it fails, and how
 * close it comes with two classes. Plain numbers, since the comparison needs all digits of float64.
 */
export function boundCheck(drawsPerCase: number): Run {
  return async function* ({ seed, signal }) {
    const stream = rng(seed);
    let violations = 0;
    const ratios: Record<string, number> = {};
    for (const [done, classes] of classCounts.entries()) {
      for (const [step, tau] of checkedTaus.entries()) {
        signal.throwIfAborted();
        const draws = Array.from({ length: drawsPerCase }, () => draw(stream, classes));
        const { regrets, floors } = compare(draws, tau, classes);
        violations += regrets.filter((regret, i) => !(regret >= floors[i]! - tolerance)).length;
        if (classes === 2) ratios[ratioMetric(tau)] = smallestRatio(draws, regrets, floors);
        yield progress(done * checkedTaus.length + step + 1, classCounts.length * checkedTaus.length);
      }
    }
    return { violations, draws: drawsPerCase * classCounts.length * checkedTaus.length, ...ratios };
  };
}

function compare(draws: Draw[], tau: number, numClasses: number): { regrets: number[]; floors: number[] } {
  const best = compSumBestRisk(
    draws.map(({ probs }) => probs),
    { tau },
  );
  const regrets = draws.map(({ probs, negativeLogs }, i) => {
    const risk = probs.reduce((sum, q, y) => sum + q * lossOf(negativeLogs[y]!, tau), 0);
    return risk - best[i]!;
  });
  const floors = compSumTransform(
    draws.map(({ beta }) => beta),
    { tau, numClasses },
  );
  return { regrets, floors };
}

/** Φ_τ of one class in terms of −log p_y. */
function lossOf(negativeLog: number, tau: number): number {
  return tau === 1 ? negativeLog : Math.expm1((1 - tau) * negativeLog) / (1 - tau);
}

function smallestRatio(draws: Draw[], regrets: number[], floors: number[]): number {
  return draws.reduce(
    (least, { beta }, i) => (beta > smallestBeta ? Math.min(least, regrets[i]! / floors[i]!) : least),
    Infinity,
  );
}

function draw(stream: Rng, classes: number): Draw {
  const weights = Array.from({ length: classes }, () => gamma(stream, 0.7));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probs = weights.map((weight) => weight / total);
  const scale = scoreScales[stream.int(scoreScales.length)]!;
  const scores = Array.from({ length: classes }, () => scale * stream.normal());
  const largest = Math.max(...scores);
  const normaliser = Math.log(scores.reduce((sum, score) => sum + Math.exp(score - largest), 0));
  return {
    probs,
    negativeLogs: scores.map((score) => normaliser - (score - largest)),
    beta: Math.max(...probs) - probs[scores.indexOf(largest)]!,
  };
}

/** A draw of the gamma distribution with shape below 1 and scale 1 (Marsaglia and Tsang 2000). */
function gamma(stream: Rng, shape: number): number {
  const d = shape + 1 - 1 / 3;
  for (;;) {
    const z = stream.normal();
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - stream.uniform()) < (z * z) / 2 + d - d * v + d * Math.log(v)) {
      return d * v * (1 - stream.uniform()) ** (1 / shape);
    }
  }
}
