import { type Array, numpy as np } from "@jax-js/jax";
import { checkNumber, checkOptions } from "../internal/checks.ts";
import { addScaled, dot, squaredDistance, takeVector, type Vector, zeros } from "../internal/vectors.ts";
import { checkDomain, diameterOf, type OnlineDomain, projectOnto } from "./domain.ts";

export interface OptimisticOmdEnsembleOptions {
  domain: OnlineDomain;
  /** D, default: the domain's own diameter. */
  diameter?: number;
  /** G, a bound on the norm of every gradient, noise included. */
  gradientBound: number;
  /** L > 0, the smoothness of the mean losses: no step is longer than 1/(8L). */
  smoothness: number;
  /** T, the number of rounds that the pool of step sizes is made for. */
  horizon: number;
}

/** Everything the ensemble remembers: a plain record of numbers that is never changed in place. */
export interface OptimisticOmdEnsembleState {
  /** Rounds finished. */
  readonly step: number;
  /** η of each base learner, [N]. */
  readonly stepSizes: Vector;
  /** x̂ of each base learner in the coming round, [N, d]. */
  readonly centers: readonly Vector[];
  /** What each base learner played in the last round, [N, d]; before the first, what it is about to play. */
  readonly lastPlays: readonly Vector[];
  /** Linearised losses and movement costs of each base learner so far, [N]. */
  readonly cumulativeLosses: Vector;
  /** Gradient of the last round, [d]; zeros before the first. */
  readonly lastGradient: Vector;
  /** Sum over the finished rounds of ‖gₛ − gₛ₋₁‖² with g₀ = 0. */
  readonly gradientVariation: number;
}

export interface OptimisticOmdEnsemble {
  /** The state before the first round in `dim` dimensions. */
  init(dim: number): OptimisticOmdEnsembleState;
  /** The point to play in the coming round: float64 [d], owned by the caller. */
  play(state: OptimisticOmdEnsembleState): Array;
  /** The same as plain numbers, for loops that stay outside the engine. */
  playValues(state: OptimisticOmdEnsembleState): number[];
  /**
   * Ends the round.
   * @param gradient of the round's loss at the combined play: [d], an engine array (consumed) or numbers
   * @throws InvalidArgumentError for another shape or an element that is not finite
   */
  update(state: OptimisticOmdEnsembleState, gradient: Array | ArrayLike<number>): OptimisticOmdEnsembleState;
  /** Weights of the base learners in the coming round: float64 [N], they sum to 1. */
  weights(state: OptimisticOmdEnsembleState): Array;
  /** η of each base learner, [N]. */
  stepSizes(state: OptimisticOmdEnsembleState): number[];
}

/**
 * A pool of optimistic mirror descents whose fixed step sizes double from one to the next, under a Hedge that is
 * optimistic as well and charges the learners for moving: low regret against a comparator that moves.
 *
 * Learner i plays xₜᵢ = P(x̂ₜᵢ − ηᵢ gₜ₋₁); the weights are proportional to exp(−εₜ (Cₜ₋₁ᵢ + mₜᵢ)), where C sums
 * ⟨gₛ, xₛᵢ⟩ + 2L‖xₛᵢ − xₛ₋₁ᵢ‖² over the past and m is the same with gₜ₋₁ in the place of gₜ. All learners see the
 * gradient at the combined play.
 *
 * @returns the learner; it holds no state itself
 * @throws InvalidArgumentError for a domain without interior, or a diameter, gradient bound, smoothness or horizon
 * that is not positive
 *
 * Source: Chen, Tu, Zhao, Zhang, ICML 2023 (arXiv 2302.04552), section on dynamic regret.
 */
export function optimisticOmdEnsemble(options: OptimisticOmdEnsembleOptions): OptimisticOmdEnsemble {
  checkEnsemble(options);
  const { domain, gradientBound, smoothness } = options;
  const diameterIn = (dim: number) => options.diameter ?? diameterOf(domain, dim);

  const basePlays = ({ centers, stepSizes, lastGradient }: OptimisticOmdEnsembleState) =>
    centers.map((center, i) => projectOnto(domain, addScaled(center, -stepSizes[i]!, lastGradient)));

  const chargesFor = (gradient: Vector, plays: Vector[], { lastPlays }: OptimisticOmdEnsembleState) =>
    plays.map((play, i) => dot(gradient, play) + 2 * smoothness * squaredDistance(play, lastPlays[i]!));

  function weigh(state: OptimisticOmdEnsembleState, plays: Vector[]): number[] {
    const hints = chargesFor(state.lastGradient, plays, state);
    const scale = diameterIn(plays[0]!.length) * Math.sqrt(4 * gradientBound ** 2 + state.gradientVariation);
    const rate = Math.sqrt(Math.log(plays.length) + 1) / scale;
    return softmax(hints.map((hint, i) => -rate * (state.cumulativeLosses[i]! + hint)));
  }

  function playValues(state: OptimisticOmdEnsembleState): number[] {
    const plays = basePlays(state);
    const weights = weigh(state, plays);
    const nowhere = zeros(state.lastGradient.length);
    return plays.reduce((sum, play, i) => addScaled(sum, weights[i]!, play), nowhere);
  }

  return {
    init(dim) {
      checkNumber("dim", dim, { min: 1, integer: true });
      const stepSizes = stepSizePool(options, diameterIn(dim));
      return {
        step: 0,
        stepSizes,
        centers: stepSizes.map(() => zeros(dim)),
        lastPlays: stepSizes.map(() => projectOnto(domain, zeros(dim))),
        cumulativeLosses: zeros(stepSizes.length),
        lastGradient: zeros(dim),
        gradientVariation: 0,
      };
    },
    play: (state) => np.array(Float64Array.from(playValues(state))),
    playValues,
    update(state, gradient) {
      const current = takeVector("gradient", gradient, state.lastGradient.length);
      const plays = basePlays(state);
      return {
        step: state.step + 1,
        stepSizes: state.stepSizes,
        centers: state.centers.map((center, i) =>
          projectOnto(domain, addScaled(center, -state.stepSizes[i]!, current)),
        ),
        lastPlays: plays,
        cumulativeLosses: addScaled(state.cumulativeLosses, 1, chargesFor(current, plays, state)),
        lastGradient: current,
        gradientVariation: state.gradientVariation + squaredDistance(current, state.lastGradient),
      };
    },
    weights: (state) => np.array(Float64Array.from(weigh(state, basePlays(state)))),
    stepSizes: (state) => [...state.stepSizes],
  };
}

function checkEnsemble(options: OptimisticOmdEnsembleOptions): void {
  checkDomain(checkOptions(options).domain);
  if (options.diameter !== undefined) checkNumber("diameter", options.diameter, { above: 0 });
  checkNumber("gradientBound", options.gradientBound, { above: 0 });
  checkNumber("smoothness", options.smoothness, { above: 0 });
  checkNumber("horizon", options.horizon, { min: 1, integer: true });
}

/** Doubling step sizes from √(D²/(8G²T)) up, capped at 1/(8L). */
function stepSizePool(options: OptimisticOmdEnsembleOptions, diameter: number): number[] {
  const { gradientBound, smoothness, horizon } = options;
  const range = (gradientBound ** 2 * horizon) / (8 * smoothness ** 2 * diameter ** 2);
  const count = Math.max(1, Math.ceil(0.5 * Math.log2(range)) + 1);
  const smallest = Math.sqrt(diameter ** 2 / (8 * gradientBound ** 2 * horizon));
  return zeros(count).map((_, i) => Math.min(1 / (8 * smoothness), smallest * 2 ** i));
}

function softmax(logits: number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
