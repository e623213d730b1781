import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import type { RunContext } from "@offprint/lab";
import { type Epoch, mlp, type MlpParams, trainEpochs, uniformFanIn } from "@offprint/lab/models";
import { adam, applyUpdates, type ArrayTree, piecewiseConstantSchedule } from "@offprint/methods/optimizers";
import { coordinateCount, pixelCount } from "./cartoonFaces.ts";
import type { Loss, Targets } from "./losses.ts";

const batchSize = 50;
const initialRate = 2e-3;

const roles = ["tough", "tolerant", "student"] as const;
/** A network of a run. */
export type Role = (typeof roles)[number];

/** Units of the one hidden layer. */
const hiddenUnits: Record<Role, number> = { tough: 128, tolerant: 128, student: 16 };

/** What a network learns from: images [n, 144] and what its loss compares predictions with, [n, 20] each. */
export type Lesson = { images: Array; targets: Targets };

/** Keys of a network of a seed: for its initial weights and for the order of its batches. */
function keysOf(seed: number, role: Role): { initKey: Array; orderKey: Array } {
  const keys = np.unstack(random.split(random.key(seed), roles.length));
  const own = keys.splice(roles.indexOf(role), 1)[0]!;
  for (const key of keys) key.dispose();
  const [initKey, orderKey] = np.unstack(random.split(own, 2)) as [Array, Array];
  return { initKey, orderKey };
}

type State = { params: MlpParams; optimizer: ArrayTree; lossSum: Array };

/**
 * Trains a network from pixels to coordinates and reports before the first step and after every epoch. Networks of
 * one seed and role start alike and see the same batches.
 * @param lesson borrowed
 */
export async function* trainNetwork(
  { compile, signal, seed }: Pick<RunContext, "compile" | "signal" | "seed">,
  role: Role,
  lesson: Lesson,
  loss: Loss,
  epochs: number,
): AsyncGenerator<Epoch<State>, void, void> {
  const count = lesson.images.shape[0]!;
  const optimizer = adam({ learningRate: fallingRate(epochs * Math.floor(count / batchSize)) });
  const step = compile((state: State, data: Lesson, indices: Array): State => {
    const { images, targets } = tree.map((rows: Array) => rows.slice(indices.ref), data) as Lesson;
    indices.dispose();
    const lossOf = (candidate: MlpParams) => loss(mlp.apply(candidate, images), targets);
    const [value, gradient] = valueAndGrad(lossOf)(tree.ref(state.params)) as [Array, MlpParams];
    const [updates, next] = optimizer.update(gradient, state.optimizer, tree.ref(state.params));
    return {
      params: applyUpdates(state.params, updates),
      optimizer: next,
      lossSum: state.lossSum.add(value),
    };
  });
  const { initKey, orderKey } = keysOf(seed, role);
  const widths = [pixelCount, hiddenUnits[role], coordinateCount];
  const params = mlp.init(initKey, widths, { initialiser: uniformFanIn, bias: uniformFanIn });
  const state = { params, optimizer: optimizer.init(tree.ref(params)), lossSum: np.zeros([]) };
  try {
    yield* trainEpochs<State, Lesson>({
      ...{ step, state, data: lesson, count, batchSize, epochs, orderKey, signal },
    });
  } finally {
    step.dispose();
  }
}

/** Three tenths of the rate from half of the steps, a tenth from eight tenths. */
function fallingRate(steps: number) {
  const boundariesAndScales = { [Math.round(steps / 2)]: 0.3, [Math.round(0.8 * steps)]: 1 / 3 };
  return piecewiseConstantSchedule({ initValue: initialRate, boundariesAndScales });
}
