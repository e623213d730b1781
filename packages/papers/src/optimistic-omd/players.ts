import { optimisticOmd, optimisticOmdEnsemble } from "@offprint/methods/online";
import { game } from "./environment.ts";

/** A learner in the middle of a game. */
export interface Player {
  /** The point of the coming round. */
  play(): number[];
  /** The point that it moves from, where that is another one: the centre of mirror descent. */
  center?(): readonly number[];
  /** Ends the round. */
  learn(gradient: number[]): void;
}

export interface PlayerOptions {
  arm: string;
  horizon: number;
  curvature: "convex" | "stronglyConvex";
  /** Whether optimistic mirror descent plays on its guess of the next gradient, or stays at its centre. */
  optimism: boolean;
}

export function makePlayer(options: PlayerOptions): Player {
  switch (options.arm) {
    case "optimistic":
      return mirrorDescent(options);
    case "ensemble":
      return ensemble(options);
    default:
      return gradientDescent(options);
  }
}

const domain = { radius: game.radius };

function mirrorDescent({ curvature, optimism }: PlayerOptions): Player {
  const learner = optimisticOmd({ ...game, domain, curvature });
  let state = learner.init(game.dim);
  return {
    play: () => (optimism ? learner.playValues(state) : [...state.center]),
    center: () => state.center,
    learn: (gradient) => void (state = learner.update(state, gradient)),
  };
}

function ensemble({ horizon }: PlayerOptions): Player {
  const learner = optimisticOmdEnsemble({ ...game, domain, horizon });
  let state = learner.init(game.dim);
  return {
    play: () => learner.playValues(state),
    learn: (gradient) => void (state = learner.update(state, gradient)),
  };
}

/** Projected gradient descent with the fixed step D/(G√T), tuned for the worst case. */
function gradientDescent({ horizon }: PlayerOptions): Player {
  const stepSize = game.diameter / (game.gradientBound * Math.sqrt(horizon));
  let point = Array.from({ length: game.dim }, () => 0);
  return {
    play: () => point,
    learn: (gradient) => void (point = intoBall(point.map((x, i) => x - stepSize * gradient[i]!))),
  };
}

/** The nearest point of the ball. */
export function intoBall(point: number[]): number[] {
  const length = Math.hypot(...point);
  return length <= game.radius ? point : point.map((x) => (x * game.radius) / length);
}
