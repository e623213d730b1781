import { checkNumber, checkOptions } from "../internal/checks.ts";

export interface AggregateRiskOptions {
  /** Number of examples n ≥ 1. */
  samples: number;
  /** Number of features d ≥ 1. */
  dim: number;
  /** Examples of a bag k ≥ 1; need not divide n. */
  bagSize: number;
  /** Weight of the instance-level loss, in [0, 1]. */
  rho: number;
  /** Variance v ≥ 0 of a response's noise. Noise of variance s added to the means of bags counts as k · s more. */
  noiseVariance: number;
  /** Length r ≥ 0 of the true parameter vector. */
  signalNorm: number;
}

export interface AggregateRisk {
  /** E‖θ̂ − θ₀‖², the sum of the other two. */
  risk: number;
  /** Squared length of E θ̂ − θ₀. */
  bias: number;
  /** Total variance of θ̂. */
  variance: number;
}

/** Logarithms between which the fixed point is sought. */
const bracket = 30;
/** As often as a double can tell the halves of the bracket apart, and more. */
const halvings = 100;

/**
 * Risk of linear regression from aggregate responses ({@link aggregateLeastSquares}) in the limit of many examples n
 * and features d at a fixed ratio: rows are standard normal, responses are linear in them with independent noise.
 * Already for d = 100 it is a few per cent from what simulations give.
 *
 * With a = n/(kd) and b = (n − n/k)/d, t > 0 solves 1 = u + w, u = at/(1+t), w = bρt/(1+ρt). Then with
 * D = u/(1+t) + w/(1+ρt), the variance is v · t · u/((1+t)D) and the bias r² · w(w + ρtu)/((1+ρt)D).
 *
 * @returns finite numbers ≥ 0; risk and variance are infinite, and the bias 0, where the minimiser is not unique: ρ = 0
 * with no more bags than features, or n ≤ d
 * @throws InvalidArgumentError for n, d or k below 1, ρ outside [0, 1], v or r negative, and anything not finite
 *
 * Source: a deterministic equivalent of our own for the estimators of Javanmard, Chen, Mirrokni, Badanidiyuru, Fu,
 * "Learning from Aggregate responses: Instance Level versus Bag Level Loss Functions" (ICLR 2024), which states a
 * theorem to the same end.
 *
 * @example
 * aggregateRisk({ samples: 2000, dim: 100, bagSize: 10, rho: 0.05, noiseVariance: 1, signalNorm: 1 }).risk; // 0.42…
 */
export function aggregateRisk(options: AggregateRiskOptions): AggregateRisk {
  checkAggregateRiskOptions(options);
  const { samples, dim, bagSize, rho, noiseVariance, signalNorm } = options;
  const means = samples / (bagSize * dim);
  const spreads = (samples - samples / bagSize) / dim;
  const ofMeans = (t: number) => (means * t) / (1 + t);
  const ofSpreads = (t: number) => (spreads * rho * t) / (1 + rho * t);
  const t = solve((x) => ofMeans(x) + ofSpreads(x));
  if (t === undefined) return { risk: Infinity, bias: 0, variance: Infinity };
  const [u, w] = [ofMeans(t), ofSpreads(t)];
  // Rearranged by u + w = 1 so that nothing cancels, next to the threshold of ρ = 0 neither.
  const total = u / (1 + t) + w / (1 + rho * t);
  const bias = (signalNorm ** 2 * w * (w + rho * t * u)) / ((1 + rho * t) * total);
  const variance = (noiseVariance * t * u) / ((1 + t) * total);
  return { risk: bias + variance, bias, variance };
}

/** Where an increasing function of t > 0 is 1, or undefined if it stays below. */
function solve(increasing: (t: number) => number): number | undefined {
  let [low, high] = [-bracket, bracket];
  if (increasing(Math.exp(high)) < 1) return undefined;
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2;
    if (increasing(Math.exp(middle)) < 1) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

function checkAggregateRiskOptions(options: AggregateRiskOptions): void {
  const { samples, dim, bagSize, rho, noiseVariance, signalNorm } = checkOptions(options);
  checkNumber("samples", samples, { min: 1 });
  checkNumber("dim", dim, { min: 1 });
  checkNumber("bagSize", bagSize, { min: 1 });
  checkNumber("rho", rho, { min: 0, max: 1 });
  checkNumber("noiseVariance", noiseVariance, { min: 0 });
  checkNumber("signalNorm", signalNorm, { min: 0 });
}
