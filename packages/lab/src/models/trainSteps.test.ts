import { type Array, numpy as np, valueAndGrad } from "@jax-js/jax";
import { compile } from "@offprint/compile";
import { leakedBuffers } from "@offprint/methods/testing";
import { expect, test } from "vitest";
import { type StepTraining, trainSteps } from "./index.ts";

type State = { slope: Array; loss: Array };
type Batch = { x: Array; y: Array };

/** Fits y = 3x by gradient descent. */
function step({ slope, loss: last }: State, { x, y }: Batch): State {
  last.dispose();
  const lossOf = (value: Array) => np.square(x.ref.mul(value).sub(y.ref)).mean();
  const [loss, gradient] = valueAndGrad(lossOf)(slope.ref) as [Array, Array];
  x.dispose();
  y.dispose();
  return { slope: slope.sub(gradient.mul(0.1)), loss };
}

async function withTraining(
  use: (training: StepTraining<State, Batch>) => Promise<void>,
  signal = new AbortController().signal,
): Promise<void> {
  const program = compile(step);
  let drawn = 0;
  const draw = () => {
    const x = 1 + (drawn++ % 2);
    return { x: np.array([x, -x]), y: np.array([3 * x, -3 * x]) };
  };
  const state = { slope: np.array(0), loss: np.array(NaN) };
  try {
    await use({ step: program, state, draw, steps: 30, signal });
  } finally {
    program.dispose();
  }
}

test("reports before the first and after every step, and learns", async () => {
  await withTraining(async (training) => {
    const losses: number[] = [];
    let slope = NaN;
    for await (const { step: done, loss, state } of trainSteps(training)) {
      expect(done).toBe(losses.length);
      losses.push(loss);
      slope = state.slope.ref.item();
    }
    expect(losses).toHaveLength(31);
    expect(losses[0]).toBeNaN();
    expect(losses[1]).toBeCloseTo(9, 5);
    expect(losses[30]).toBeLessThan(1e-3);
    expect(slope).toBeCloseTo(3, 2);
  });
});

test("stops when it is told to, and leaves nothing behind", async () => {
  const stopped = async () => {
    const stop = new AbortController();
    await withTraining(async (training) => {
      const run = async () => {
        for await (const { step: done } of trainSteps(training)) if (done === 2) stop.abort();
      };
      await expect(run()).rejects.toThrow(/abort/i);
    }, stop.signal);
  };
  await stopped();
  expect(await leakedBuffers(stopped)).toBe(0);
});
