import {
  type ControlValues,
  defineExperiment,
  type Frame,
  line,
  type Metrics,
  progress,
} from "@offprint/lab";
import { claims, grid } from "./claims.ts";
import { controls } from "./controls.ts";
import { difficultyOf, drawEnvironment, regretBound, type Setting } from "./environment.ts";
import { makePlayer } from "./players.ts";
import { finalRegret, gameMetrics, playGame } from "./regret.ts";

interface LiveRun {
  arm: string;
  seed: number;
  controls: ControlValues<typeof controls>;
  signal: AbortSignal;
}

const curvePoints = 200;
const roundsPerFrame = 2000;
const dotsPerFrame = 4;
const roundsShown = 30;

/** The reader's own game, round by round. */
async function* ownGame({ arm, seed, controls: chosen, signal }: LiveRun): AsyncGenerator<Frame, Metrics> {
  const environment = await drawEnvironment(chosen, seed);
  const spacing = Math.ceil(chosen.horizon / curvePoints);
  const path: { x: number; y: number; ringed?: boolean }[] = [];
  let curve: [number, number][] = [];
  let final = NaN;
  for (const { t, play, center, regret } of playGame(makePlayer({ arm, ...chosen }), environment)) {
    if (t % spacing === 0 || t === chosen.horizon) curve.push([t, regret]);
    if (t <= roundsShown) {
      if (center) path.push({ x: center[0]!, y: center[1]! });
      path.push({ x: play[0]!, y: play[1]!, ringed: center !== undefined });
    }
    if (t === roundsShown) yield { kind: "scatter", plot: "trajectory", points: path };
    if (t % roundsPerFrame === 0 || t === chosen.horizon) {
      signal.throwIfAborted();
      yield line("regret", curve);
      curve = [];
    }
    final = regret;
  }
  return gameMetrics(environment, chosen, final);
}

/** One dot for each setting of noise and swing, always with a target that swings. */
async function* sweep({ arm, seed, controls: chosen, signal }: LiveRun): AsyncGenerator<Frame, void> {
  let points: { x: number; y: number }[] = [];
  for (const [i, { noise, swing }] of grid.entries()) {
    signal.throwIfAborted();
    const setting: Setting = { kind: "noisyQuadratic", noise, swing, horizon: chosen.horizon };
    const environment = await drawEnvironment(setting, seed);
    const regret = finalRegret(makePlayer({ arm, ...chosen }), environment, signal);
    points.push({ x: difficultyOf(environment), y: regret });
    if (points.length < dotsPerFrame) continue;
    yield { kind: "scatter", plot: "scaling", points };
    yield progress(i + 2, grid.length + 1);
    points = [];
  }
}

export default defineExperiment({
  slug: "optimistic-omd",
  controls,
  arms: {
    optimistic: {
      label: "Optimistic mirror descent",
      role: "method",
      help: "Plays as if the next gradient equalled the last one; its steps adapt to how much gradients change.",
    },
    descent: {
      label: "Gradient descent",
      role: "baseline",
      help: "Projected online gradient descent with the fixed step D/(G√T), the classical choice for the worst case.",
    },
    ensemble: {
      label: "Two-layer ensemble",
      role: "method",
      help: "A pool of optimistic learners with doubling step sizes under an optimistic Hedge, made for targets that jump.",
    },
  },
  processorOnly: true,
  liveArms: ["optimistic", "descent"],
  plots: {
    regret: {
      kind: "line",
      title: "Regret as the game goes on",
      notice:
        "Set the noise to 0: optimistic mirror descent settles at once and its line stays flat below that of gradient descent, which pays more the longer the game is. With noise its line bends like √t and may cross the other: the paper promises rates, not constants.",
      x: { label: "round" },
      y: { label: "regret so far", include: [0] },
    },
    scaling: {
      kind: "scatter",
      title: "Regret against noise and drift",
      notice:
        "One dot for each of 24 combinations of noise and swing. On these log axes optimistic mirror descent climbs with slope about one, far below the bound; gradient descent pays nearly the same in calm and in rough settings.",
      x: { label: "√σ² + √Σ² over all rounds", scale: "log" },
      y: { label: "regret after the last round", scale: "log" },
      guides: [
        { label: "bound of the theorem, at most", points: boundGuide() },
        {
          label: "slope 1",
          points: [
            [4, 1.5],
            [100, 37.5],
          ],
        },
      ],
    },
    trajectory: {
      kind: "scatter",
      title: "The first thirty rounds",
      notice:
        "The first two coordinates. Each ring is a play, joined with the centre that it starts from: the optimistic half step. The best point without noise is (0.5, 0).",
      x: { label: "first coordinate" },
      y: { label: "second coordinate" },
      joined: true,
    },
  },
  async *run(context) {
    yield progress(0, grid.length + 1);
    const metrics = yield* ownGame(context);
    yield progress(1, grid.length + 1);
    yield* sweep(context);
    return metrics;
  },
  claims,
  picture: {
    plot: "scaling",
    alt: "Regret against accumulated noise and drift: a straight line for optimistic mirror descent, a flat cloud for gradient descent.",
  },
});

/** For a given √σ² + √Σ² the bound is largest where all of it is noise. */
function boundGuide(): [number, number][] {
  return [3, 10, 30, 100].map((difficulty) => [
    difficulty,
    regretBound({ noiseTotal: difficulty ** 2, driftTotal: 0 }),
  ]);
}
