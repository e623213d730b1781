import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import { rng } from "@offprint/datasets";
import type { RunContext } from "@offprint/lab";
import { type ContrastiveOptions, ntXentLoss } from "@offprint/methods/losses";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import { type Digits, pixelCount, standardise } from "./digits.ts";
import { embed, initNetwork, type Network } from "./network.ts";
import { drawViews } from "./views.ts";

const batchSize = 128;
const optimizer = () => adam({ learningRate: 3e-3 });

type State = { network: Network; optimizer: ArrayTree; loss: Array };

/** Where training stands. */
export interface Progress {
  /** Steps done, from 0. */
  step: number;
  /** Borrowed, gone when training goes on. */
  network: Network;
}

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
): AsyncGenerator<Progress, void, void> {
  const program = compile(trainingStep(loss));
  const stream = rng(seed);
  let state = startTraining(random.key(seed), dimension);
  try {
    yield { step: 0, network: state.network };
    for (let step = 1; step <= steps; step++) {
      signal.throwIfAborted();
      const drawn = standardise(drawViews(stream, digits.train, batchSize), digits);
      const views = np.array(drawn, { shape: [2 * batchSize, pixelCount] });
      state = await program.step(state, views);
      views.dispose();
      // Work that nobody asks for piles up in the engine, and every further step then costs more.
      await read(state.loss);
      yield { step, network: state.network };
    }
  } finally {
    program.dispose();
    dispose(state);
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
