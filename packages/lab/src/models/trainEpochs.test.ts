import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { compile } from "@offprint/compile";
import { leakedBuffers } from "@offprint/methods/testing";
import { expect, test } from "vitest";
import { type EpochTraining, trainEpochs } from "./index.ts";

type State = { slope: Array; lossSum: Array };
type Data = { x: Array; y: Array };

/** Fits y = 3x by gradient descent. */
function step({ slope, lossSum }: State, { x, y }: Data, indices: Array): State {
  const [input, target] = [x.slice(indices.ref), y.slice(indices)];
  const lossOf = (value: Array) => np.square(input.mul(value).sub(target)).mean();
  const [loss, gradient] = valueAndGrad(lossOf)(slope.ref) as [Array, Array];
  return { slope: slope.sub(gradient.mul(0.1)), lossSum: lossSum.add(loss) };
}

async function withTraining(
  use: (training: EpochTraining<State, Data>) => Promise<void>,
  signal = new AbortController().signal,
): Promise<void> {
  const program = compile(step);
  const data = { x: np.array([-2, -1, 1, 2, 3]), y: np.array([-6, -3, 3, 6, 9]) };
  const state = { slope: np.array(0), lossSum: np.zeros([]) };
  const sizes = { count: 5, batchSize: 2, epochs: 20 };
  try {
    await use({ step: program, state, data, ...sizes, orderKey: random.key(1), signal });
  } finally {
    program.dispose();
    tree.dispose(data);
  }
}

test("reports before the first step and after every epoch, and learns", async () => {
  await withTraining(async (training) => {
    const reports: number[][] = [];
    let slope = NaN;
    for await (const { epoch, step: steps, loss, state } of trainEpochs(training)) {
      reports.push([epoch, steps, loss]);
      slope = state.slope.ref.item();
    }
    expect(reports).toHaveLength(21);
    expect(reports[0]).toEqual([0, 0, NaN]);
    expect(reports[1]!.slice(0, 2)).toEqual([1, 2]);
    expect(reports[20]!.slice(0, 2)).toEqual([20, 40]);
    expect(reports[20]![2]).toBeLessThan(reports[1]![2]!);
    expect(slope).toBeCloseTo(3, 3);
  });
});

test("stops when it is told to, and leaves nothing behind", async () => {
  const stopped = async () => {
    const stop = new AbortController();
    await withTraining(async (training) => {
      const run = async () => {
        for await (const { epoch } of trainEpochs(training)) if (epoch === 2) stop.abort();
      };
      await expect(run()).rejects.toThrow(/abort/i);
    }, stop.signal);
  };
  await stopped();
  expect(await leakedBuffers(stopped)).toBe(0);
});
