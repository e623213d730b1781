import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import type { RunContext } from "@offprint/lab";
import { type StepReport, trainSteps } from "@offprint/lab/models";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import { pixelCount } from "./digits.ts";
import { embeddingsOf, initNetwork, type Network } from "./network.ts";

const optimizer = () => adam({ learningRate: 3e-3 });

export type TrainingState<N = Network> = { network: N; optimizer: ArrayTree; loss: Array };

/** What a network of any kind is trained on. */
export interface NetworkTraining<N> {
  /** Draws the initial weights; consumes the key. */
  init: (key: Array) => N;
  /** A scalar for the images [count, 64] of a batch; consumes both. */
  loss: (network: N, images: Array) => Array;
  /** The images of the next batch, as the network takes them. */
  draw: () => Float32Array<ArrayBuffer>;
  steps: number;
}

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
export function trainOnViews(
  context: Pick<RunContext, "compile" | "seed" | "signal">,
  { loss, draw, viewCount, dimension, steps }: ViewTraining,
): AsyncGenerator<StepReport<TrainingState>, void, void> {
  const lossOf = (network: Network, images: Array) => {
    const views = np.split(images, viewCount, 0) as Array[];
    const embeddings = views.map((view) => embeddingsOf(tree.ref(network), view));
    tree.dispose(network);
    return loss(embeddings);
  };
  const init = (key: Array) => initNetwork(key, dimension);
  return trainNetwork<Network>(context, { init, loss: lossOf, draw, steps });
}

/**
 * Trains by Adam on random batches and reports before the first and after every step. Equal seeds give equal initial
 * weights.
 */
export async function* trainNetwork<N extends ArrayTree>(
  { compile, seed, signal }: Pick<RunContext, "compile" | "seed" | "signal">,
  { init, loss, draw, steps }: NetworkTraining<N>,
): AsyncGenerator<StepReport<TrainingState<N>>, void, void> {
  const step = compile(trainingStep(loss)) as unknown as StepProgram<N>;
  const drawArray = () => np.array(draw()).reshape([-1, pixelCount]);
  const state = startTraining(init(random.key(seed)));
  try {
    yield* trainSteps<TrainingState<N>, Array>({ step, state, draw: drawArray, steps, signal });
  } finally {
    step.dispose();
  }
}

/** What training needs of the compiled step; the type of a program does not see into a network of any kind. */
interface StepProgram<N> {
  step(state: TrainingState<N>, images: Array): Promise<TrainingState<N>>;
  dispose(): void;
}

function startTraining<N extends ArrayTree>(network: N): TrainingState<N> {
  return { network, optimizer: optimizer().init(tree.ref(network)), loss: np.array(NaN) };
}

function trainingStep<N extends ArrayTree>(loss: NetworkTraining<N>["loss"]) {
  return (state: TrainingState<N>, images: Array): TrainingState<N> => {
    state.loss.dispose();
    const weights = tree.ref(state.network as ArrayTree);
    const lossOf = loss as (weights: ArrayTree, images: Array) => Array;
    const [value, gradients] = valueAndGrad(lossOf)(weights, images) as unknown as [Array, N];
    const [updates, next] = optimizer().update(gradients, state.optimizer, tree.ref(state.network));
    return { network: applyUpdates(state.network, updates), optimizer: next, loss: value };
  };
}
