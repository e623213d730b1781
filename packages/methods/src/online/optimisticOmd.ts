import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkNumber, checkOneOf, checkOptions } from "../internal/checks.ts";
import { addScaled, squaredDistance, takeVector, type Vector, zeros } from "../internal/vectors.ts";
import { descendInMetric, type Metric } from "./descendInMetric.ts";
import {
  type BallDomain,
  checkDomain,
  diameterOf,
  isBall,
  type OnlineDomain,
  projectOnto,
} from "./domain.ts";

export interface OptimisticOmdOptions {
  /** What is known of the losses' curvature; it sets the step sizes. Default "convex". */
  curvature?: "convex" | "stronglyConvex" | "expConcave";
  /** Where the learner may play; a ball where the curvature is "expConcave". */
  domain: OnlineDomain;
  /** D, default: the domain's own diameter. */
  diameter?: number;
  /** G, a bound on the norm of every gradient, noise included. A smaller one is safe to run but voids the bound. */
  gradientBound: number;
  /** L, the smoothness of the mean losses. Default 0: linear losses. */
  smoothness?: number;
  /** Keeps the convex step size small at first. Default 10 D² L². */
  delta?: number;
  /** λ, needed for "stronglyConvex". */
  strongConvexity?: number;
  /** α, needed for "expConcave". */
  alpha?: number;
  /** Mirror descent, or follow the regularized leader (for "convex" only). Default "omd". */
  framework?: "omd" | "ftrl";
  /** x̂₁, [d], taken as it is. Default zeros. Follow the regularized leader has no use for it. */
  start?: ArrayLike<number>;
}

/** Everything the learner remembers: a plain record of numbers that is never changed in place. */
export interface OptimisticOmdState {
  /** Rounds finished. */
  readonly step: number;
  /** x̂ of the coming round, [d]. */
  readonly center: Vector;
  /** Gradient of the last round, the guess for the coming one, [d]; zeros before the first. */
  readonly lastGradient: Vector;
  /** Sum over the finished rounds of ‖gₛ − gₛ₋₁‖² with g₀ = 0. */
  readonly gradientVariation: number;
  /** Sum of all gradients, [d]. */
  readonly gradientSum: Vector;
  /** H of the coming round, [d, d]; for "expConcave" only. */
  readonly metric?: Metric;
}

export interface OptimisticOmd {
  /** The state before the first round in `dim` dimensions. */
  init(dim: number): OptimisticOmdState;
  /** The point to play in the coming round: float64 [d], owned by the caller. */
  play(state: OptimisticOmdState): Array;
  /** The same as plain numbers, for loops that stay outside the engine. */
  playValues(state: OptimisticOmdState): number[];
  /**
   * Ends the round.
   * @param gradient of the round's loss at the point that was played: [d], an engine array (consumed) or numbers
   * @throws InvalidArgumentError for another shape or an element that is not finite
   */
  update(state: OptimisticOmdState, gradient: Array | ArrayLike<number>): OptimisticOmdState;
  /**
   * η of the coming round.
   * @throws InvalidArgumentError for "expConcave", whose steps have a metric instead
   */
  stepSize(state: OptimisticOmdState): number;
}

/**
 * Optimistic online mirror descent: plays as if the next gradient equalled the last one and corrects itself once it
 * sees the true one, so that its regret follows the noise and the drift of the gradients instead of the horizon.
 *
 * With x̂ the centre and g the gradients, round t plays xₜ = P(x̂ₜ − ηₜ gₜ₋₁) and then moves to
 * x̂ₜ₊₁ = P(x̂ₜ − ηₜ gₜ). "convex": ηₜ = D / √(δ + 4G² + Vₜ₋₁), V the sum of squared gradient changes;
 * "stronglyConvex": ηₜ = 2/(λt); "expConcave": both steps in the norm of
 * Hₜ = (1 + βG²/2) I + β/2 · Σ gₛgₛᵀ with β = ½ min(1/(4GD), α).
 *
 * Everything is computed in float64 on plain numbers: the loop is sequential and tiny.
 *
 * @returns the learner; it holds no state itself
 * @throws InvalidArgumentError for a domain without interior, a diameter, gradient bound, λ or α that is not
 * positive, a negative smoothness or delta, "expConcave" on a box, or "ftrl" with another curvature than "convex"
 *
 * Source: Chen, Tu, Zhao, Zhang, "Optimistic Online Mirror Descent for Bridging Stochastic and Adversarial Online
 * Convex Optimization", ICML 2023 (arXiv 2302.04552). "ftrl" is the predecessor of Sachs et al., 2022.
 *
 * @example
 * const learner = optimisticOmd({ domain: { radius: 1 }, gradientBound: 3, smoothness: 1 });
 * let state = learner.init(5);
 * for (const gradientAt of rounds) state = learner.update(state, gradientAt(learner.play(state)));
 */
export function optimisticOmd(options: OptimisticOmdOptions): OptimisticOmd {
  checkLearner(options);
  const { curvature = "convex", domain, framework = "omd", start } = options;
  const stepSize = stepSizeRule(options);
  const metric = curvature === "expConcave" ? metricRule(options) : undefined;

  /** argmin over the domain of ⟨gradient, x⟩ + Dψ(x, centre) */
  const descend = (state: OptimisticOmdState, gradient: Vector): number[] =>
    metric
      ? descendInMetric(state.metric!, state.center, gradient, (domain as BallDomain).radius)
      : projectOnto(domain, addScaled(state.center, -stepSize(state), gradient));

  const followTheLeader = (state: OptimisticOmdState): number[] => {
    const expectedSum = addScaled(state.gradientSum, 1, state.lastGradient);
    return projectOnto(domain, addScaled(zeros(expectedSum.length), -stepSize(state), expectedSum));
  };

  const playValues = (state: OptimisticOmdState) =>
    framework === "ftrl" ? followTheLeader(state) : descend(state, state.lastGradient);

  return {
    init(dim) {
      checkNumber("dim", dim, { min: 1, integer: true });
      return {
        step: 0,
        center: start ? takeVector("start", start, dim) : zeros(dim),
        lastGradient: zeros(dim),
        gradientVariation: 0,
        gradientSum: zeros(dim),
        ...(metric && { metric: metric.first(dim) }),
      };
    },
    play: (state) => np.array(Float64Array.from(playValues(state))),
    playValues,
    update(state, gradient) {
      const current = takeVector("gradient", gradient, state.center.length);
      return {
        step: state.step + 1,
        center: framework === "ftrl" ? state.center : descend(state, current),
        lastGradient: current,
        gradientVariation: state.gradientVariation + squaredDistance(current, state.lastGradient),
        gradientSum: addScaled(state.gradientSum, 1, current),
        ...(metric && { metric: metric.next(state.metric!, current) }),
      };
    },
    stepSize,
  };
}

function checkLearner(options: OptimisticOmdOptions): void {
  const {
    curvature = "convex",
    framework = "omd",
    domain,
    diameter,
    gradientBound,
    smoothness = 0,
    strongConvexity,
    alpha,
  } = checkOptions(options);
  checkOneOf("curvature", curvature, ["convex", "stronglyConvex", "expConcave"]);
  checkOneOf("framework", framework, ["omd", "ftrl"]);
  checkDomain(domain);
  if (diameter !== undefined) checkNumber("diameter", diameter, { above: 0 });
  checkNumber("gradientBound", gradientBound, { above: 0 });
  checkNumber("smoothness", smoothness, { min: 0 });
  if (options.delta !== undefined) checkNumber("delta", options.delta, { min: 0 });
  if (curvature === "stronglyConvex" || strongConvexity !== undefined) {
    checkNumber("strongConvexity", strongConvexity!, { above: 0 });
  }
  if (curvature === "expConcave" || alpha !== undefined) checkNumber("alpha", alpha!, { above: 0 });
  if (curvature === "expConcave" && !isBall(domain)) {
    throw new InvalidArgumentError("domain", 'a ball for curvature "expConcave"', "a box");
  }
  if (framework === "ftrl") checkOneOf("curvature", curvature, ["convex"]);
}

function stepSizeRule(options: OptimisticOmdOptions): OptimisticOmd["stepSize"] {
  const { curvature = "convex", domain, gradientBound, smoothness = 0, strongConvexity } = options;
  if (curvature === "stronglyConvex") return ({ step }) => 2 / (strongConvexity! * (step + 1));
  if (curvature === "expConcave") {
    return () => {
      throw new InvalidArgumentError("curvature", '"convex" or "stronglyConvex"', curvature);
    };
  }
  return ({ center, gradientVariation }) => {
    const diameter = options.diameter ?? diameterOf(domain, center.length);
    const delta = options.delta ?? 10 * diameter ** 2 * smoothness ** 2;
    return diameter / Math.sqrt(delta + 4 * gradientBound ** 2 + gradientVariation);
  };
}

function metricRule({ domain, diameter, gradientBound, alpha }: OptimisticOmdOptions) {
  const extent = diameter ?? diameterOf(domain, 1);
  const beta = 0.5 * Math.min(1 / (4 * gradientBound * extent), alpha!);
  return {
    first: (dim: number): Metric =>
      zeros(dim).map((_, i) => zeros(dim).map((_, j) => (i === j ? 1 + (beta * gradientBound ** 2) / 2 : 0))),
    next: (metric: Metric, gradient: Vector): Metric =>
      metric.map((row, i) => addScaled(row, (beta / 2) * gradient[i]!, gradient)),
  };
}
