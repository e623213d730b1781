import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { rng } from "@offprint/datasets";
import type { RunContext } from "@offprint/lab";
import { type StepReport, trainSteps } from "@offprint/lab/models";
import { type ContrastiveOptions, ntXentLoss } from "@offprint/methods/losses";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import { type Digits, pixelCount } from "../shared/selfSupervised/digits.ts";
import { embed, initNetwork, type Network } from "../shared/selfSupervised/network.ts";
import { drawViewBatch } from "../shared/selfSupervised/views.ts";

const optimizer = () => adam({ learningRate: 3e-3 });

type State = { network: Network; optimizer: ArrayTree; loss: Array };

export interface TrainingOptions {
  loss: ContrastiveOptions;
  /** Of the embeddings. */
  dimension: number;
  steps: number;
}

/**
 * Trains by Adam on pairs of views and reports before the first and after every step. Equal seeds give equal initial
 * weights, batches and views whatever the loss.
 */
export async function* train(
  { compile, seed, signal }: Pick<RunContext, "compile" | "seed" | "signal">,
  digits: Digits,
  { loss, dimension, steps }: TrainingOptions,
): AsyncGenerator<StepReport<State>, void, void> {
  const step = compile(trainingStep(loss));
  const stream = rng(seed);
  const draw = () => np.array(drawViewBatch(stream, digits).views).reshape([-1, pixelCount]);
  const state = startTraining(random.key(seed), dimension);
  try {
    yield* trainSteps<State, Array>({ step, state, draw, steps, signal });
  } finally {
    step.dispose();
  }
}

function startTraining(key: Array, dimension: number): State {
  const network = initNetwork(key, dimension);
  return { network, optimizer: optimizer().init(tree.ref(network)), loss: np.array(NaN) };
}

/** One step on views [2 · batch, 64] whose second half repeats the images of the first. */
function trainingStep(options: ContrastiveOptions) {
  const lossOf = (network: Network, views: Array) => {
    const [first, second] = np.split(views, 2, 0) as [Array, Array];
    return ntXentLoss(project(tree.ref(network), first), project(network, second), options);
  };
  return (state: State, views: Array): State => {
    state.loss.dispose();
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(state.network), views) as unknown as [
      Array,
      Network,
    ];
    const [updates, next] = optimizer().update(gradients, state.optimizer, tree.ref(state.network));
    return { network: applyUpdates(state.network, updates), optimizer: next, loss };
  };
}

function project(network: Network, images: Array): Array {
  const { h, z } = embed(network, images);
  h.dispose();
  return z;
}
