import type { Metrics } from "@offprint/lab";
import { difficultyOf, type Environment, game, regretBound } from "./environment.ts";
import { intoBall, type Player, type PlayerOptions } from "./players.ts";

/** Plays one round and returns the regret so far. */
export type PlayRound = (play: number[], t: number) => number;

/**
 * Regret of the plays up to and including round t: against the best fixed point of the rounds so far or, where the
 * target jumps, against the mean target of each round.
 */
export function regretCounter(environment: Environment): PlayRound {
  return environment.kind === "noisyQuadratic" ? fixedRegret(environment) : dynamicRegret(environment);
}

function fixedRegret({ targets }: Environment): PlayRound {
  const targetSum = Array.from({ length: game.dim }, () => 0);
  let [loss, targetSquares] = [0, 0];
  return (play, t) => {
    loss += lossAt(play, targets, t);
    for (let i = 0; i < game.dim; i++) {
      const target = targets[t * game.dim + i]!;
      targetSum[i]! += target;
      targetSquares += target ** 2;
    }
    const rounds = t + 1;
    const mean = targetSum.map((sum) => sum / rounds);
    const best = intoBall(mean);
    // Σ ½‖u − bₛ‖² = ½ (t‖u‖² − 2⟨u, Σ bₛ⟩ + Σ‖bₛ‖²)
    const bestLoss =
      best.reduce((sum, u, i) => sum + u * (rounds * u - 2 * targetSum[i]!), targetSquares) / 2;
    return loss - bestLoss;
  };
}

function dynamicRegret({ centers, targets }: Environment): PlayRound {
  let regret = 0;
  return (play, t) => {
    const center = Array.from({ length: game.dim }, (_, i) => centers[t * game.dim + i]!);
    regret += lossAt(play, targets, t) - lossAt(center, targets, t);
    return regret;
  };
}

function lossAt(point: number[], targets: ArrayLike<number>, t: number): number {
  return point.reduce((sum, x, i) => sum + (x - targets[t * game.dim + i]!) ** 2, 0) / 2;
}

export interface Round {
  /** From 1. */
  t: number;
  play: number[];
  center: readonly number[] | undefined;
  /** Regret of this and all earlier rounds. */
  regret: number;
}

/** Plays the whole game, one round after another. */
export function* playGame(player: Player, environment: Environment): Generator<Round, void> {
  const regretAfter = regretCounter(environment);
  for (let t = 0; t < environment.horizon; t++) {
    const play = player.play();
    yield { t: t + 1, play, center: player.center?.(), regret: regretAfter(play, t) };
    player.learn(play.map((x, i) => x - environment.targets[t * game.dim + i]!));
  }
}

/** Regret after the last round. */
export function finalRegret(player: Player, environment: Environment, signal: AbortSignal): number {
  let last = NaN;
  for (const { t, regret } of playGame(player, environment)) {
    if (t % 500 === 0) signal.throwIfAborted();
    last = regret;
  }
  return last;
}

/** What a game is judged by. The bound is the convex theorem's, for the regret against a fixed point. */
export function gameMetrics(
  environment: Environment,
  { curvature }: Pick<PlayerOptions, "curvature">,
  regret: number,
): Metrics {
  const bounded = environment.kind === "noisyQuadratic" && curvature === "convex";
  return {
    regret,
    difficulty: difficultyOf(environment),
    bound: bounded ? regretBound(environment) : NaN,
  };
}
