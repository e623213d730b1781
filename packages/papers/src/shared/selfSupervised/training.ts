import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import type { RunContext } from "@offprint/lab";
import { type StepReport, trainSteps } from "@offprint/lab/models";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import { pixelCount } from "./digits.ts";
import { embed, initNetwork, type Network } from "./network.ts";

const optimizer = () => adam({ learningRate: 3e-3 });

export type TrainingState = { network: Network; optimizer: ArrayTree; loss: Array };

export interface ViewTraining {
  /** A scalar for the embeddings [batch, dimension] of each view; consumes them. */
  loss: (views: Array[]) => Array;
  /** The next batch, [viewCount · batch, 64]: the first view of every image, then the second, and so on. */
  draw: () => Float32Array<ArrayBuffer>;
  viewCount: number;
  /** Of the embeddings. */
  dimension: number;
  steps: number;
}

/**
 * Trains by Adam on views of random batches and reports before the first and after every step. Each view is embedded by
 * itself, since the projector standardises over what it sees. Equal seeds give equal initial weights.
 */
export async function* trainOnViews(
  { compile, seed, signal }: Pick<RunContext, "compile" | "seed" | "signal">,
  { loss, draw, viewCount, dimension, steps }: ViewTraining,
): AsyncGenerator<StepReport<TrainingState>, void, void> {
  const step = compile(trainingStep(loss, viewCount));
  const drawArray = () => np.array(draw()).reshape([-1, pixelCount]);
  const state = startTraining(random.key(seed), dimension);
  try {
    yield* trainSteps<TrainingState, Array>({ step, state, draw: drawArray, steps, signal });
  } finally {
    step.dispose();
  }
}

function startTraining(key: Array, dimension: number): TrainingState {
  const network = initNetwork(key, dimension);
  return { network, optimizer: optimizer().init(tree.ref(network)), loss: np.array(NaN) };
}

function trainingStep(loss: ViewTraining["loss"], viewCount: number) {
  const lossOf = (network: Network, images: Array) => {
    const views = np.split(images, viewCount, 0) as Array[];
    const embeddings = views.map((view) => project(tree.ref(network), view));
    tree.dispose(network);
    return loss(embeddings);
  };
  return (state: TrainingState, images: Array): TrainingState => {
    state.loss.dispose();
    const [value, gradients] = valueAndGrad(lossOf)(tree.ref(state.network), images) as unknown as [
      Array,
      Network,
    ];
    const [updates, next] = optimizer().update(gradients, state.optimizer, tree.ref(state.network));
    return { network: applyUpdates(state.network, updates), optimizer: next, loss: value };
  };
}

function project(network: Network, images: Array): Array {
  const { h, z } = embed(network, images);
  h.dispose();
  return z;
}
