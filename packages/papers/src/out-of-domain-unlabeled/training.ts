import { type Array, numpy as np, valueAndGrad } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import type { RunContext } from "@offprint/lab";
import { rssLoss, type RssOptions } from "@offprint/methods/losses";
import { type Cloud, unit } from "./clouds.ts";

/** What a step changes: the classifier, of length 1, and the objective that the step started from. */
type State = { theta: Array; objective: Array };
type Points = { x: Array; y: Array; xUnlabeled: Array };

export interface DescentSettings extends Omit<RssOptions, "cost"> {
  steps: number;
  learningRate: number;
  /** Steps from one report to the next. */
  every: number;
}

/** Where training stands. */
export interface Reached {
  /** Steps done. */
  step: number;
  theta: number[];
  /** The objective before the last step; NaN before the first. */
  objective: number;
}

/**
 * Gradient descent of the RSS objective on the unit sphere, from the class-mean direction of the labelled points: what
 * `trainRssLinear` does, as a compiled program. Reports before the first step, every few steps and after the last.
 */
export async function* descend(
  { compile, signal }: Pick<RunContext, "compile" | "signal">,
  labelled: Cloud,
  unlabelled: Cloud,
  { steps, learningRate, every, ...weights }: DescentSettings,
): AsyncGenerator<Reached, void, void> {
  const program = compile(descentStep(weights, learningRate));
  const start = classMeanDirection(labelled);
  const points = upload(labelled, unlabelled, start.length);
  let state: State = {
    theta: np.array(Float32Array.from(start)),
    objective: np.array(Float32Array.of(NaN)).reshape([]),
  };
  try {
    yield { step: 0, theta: start, objective: NaN };
    for (let step = 1; step <= steps; step++) {
      signal.throwIfAborted();
      state = await program.step(state, points);
      if (step % every === 0 || step === steps)
        yield { step, ...((await read(state)) as Omit<Reached, "step">) };
    }
  } finally {
    dispose([state, points]);
    program.dispose();
  }
}

function descentStep(weights: RssOptions, learningRate: number) {
  return ({ theta, objective }: State, { x, y, xUnlabeled }: Points): State => {
    objective.dispose();
    const objectiveAt = (direction: Array) => rssLoss(direction, x, y, xUnlabeled, weights);
    const [value, slope] = valueAndGrad(objectiveAt)(theta.ref) as [Array, Array];
    const moved = theta.sub(slope.mul(learningRate));
    const length = np.sqrt(np.square(moved.ref).sum());
    return { theta: moved.div(length), objective: value };
  };
}

function upload(labelled: Cloud, unlabelled: Cloud, dimensions: number): Points {
  return {
    x: np.array(labelled.points).reshape([-1, dimensions]),
    y: np.array(labelled.signs),
    xUnlabeled: np.array(unlabelled.points).reshape([-1, dimensions]),
  };
}

function classMeanDirection({ points, signs }: Cloud): number[] {
  const d = points.length / signs.length;
  const sum = globalThis.Array.from({ length: d }, () => 0);
  for (let at = 0; at < points.length; at++) sum[at % d]! += signs[Math.floor(at / d)]! * points[at]!;
  return unit(sum);
}
