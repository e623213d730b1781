import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import type { Rng } from "@offprint/datasets";
import type { RunContext } from "@offprint/lab";
import { type StepReport, trainSteps } from "@offprint/lab/models";
import { isogclr, type IsogclrState, ntXentLoss } from "@offprint/methods/losses";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import { type Digits, pixelCount } from "../shared/selfSupervised/digits.ts";
import { embeddingsOf, initNetwork, type Network } from "../shared/selfSupervised/network.ts";
import { drawViewBatch } from "../shared/selfSupervised/views.ts";
import { temperatureBounds, type Values } from "./controls.ts";

const optimizer = () => adam({ learningRate: 3e-3 });
const dimension = 32;
const eta = 0.03;

export type State = { network: Network; optimizer: ArrayTree; memory: IsogclrState; loss: Array };

/** Views [2 · batch, 64], whose second half repeats the images of the first, and which images these are. */
type Batch = { views: Array; index: Array };

export type TrainingOptions = Pick<Values, "rho" | "temperature" | "steps">;

/** Value of a loss of two views, and what the loss remembers from then on. */
type Loss = (
  viewA: Array,
  viewB: Array,
  index: Array,
  memory: IsogclrState,
) => { value: Array; state: IsogclrState };

/**
 * Trains by Adam on pairs of views and reports before the first and after every step. Equal seeds give equal initial
 * weights, and equal streams equal batches and views, whatever the loss.
 */
export async function* train(
  { compile, seed, signal, arm }: Pick<RunContext, "compile" | "seed" | "signal" | "arm">,
  { stream, digits }: { stream: Rng; digits: Digits },
  options: TrainingOptions,
): AsyncGenerator<StepReport<State>, void, void> {
  const step = compile(trainingStep(lossOf(arm, options)));
  const draw = (): Batch => {
    const { rows, views } = drawViewBatch(stream, digits);
    return { views: np.array(views).reshape([-1, pixelCount]), index: np.array(rows) };
  };
  const network = initNetwork(random.key(seed), dimension);
  const state: State = {
    network,
    optimizer: optimizer().init(tree.ref(network)),
    memory: temperatureLoss(arm, options).init(digits.train.count),
    loss: np.array(NaN),
  };
  try {
    yield* trainSteps<State, Batch>({ step, state, draw, steps: options.steps, signal });
  } finally {
    step.dispose();
  }
}

function temperatureLoss(arm: string, { rho, temperature }: TrainingOptions) {
  const learnTemperature = arm === "isogclr";
  return isogclr({ temperature, rho, eta, ...temperatureBounds, learnTemperature });
}

function lossOf(arm: string, options: TrainingOptions): Loss {
  if (arm !== "simclr") {
    const loss = temperatureLoss(arm, options);
    return (viewA, viewB, index, memory) => loss.apply({ viewA, viewB, index }, memory);
  }
  const { temperature } = options;
  return (viewA, viewB, index, memory) => {
    index.dispose();
    return { value: ntXentLoss(viewA, viewB, { temperature }), state: memory };
  };
}

function trainingStep(loss: Loss) {
  return ({ network, optimizer: moments, memory, loss: last }: State, { views, index }: Batch): State => {
    last.dispose();
    const valueOf = (weights: Network, images: Array): [Array, IsogclrState] => {
      const [first, second] = np.split(images, 2, 0) as [Array, Array];
      const viewA = embeddingsOf(tree.ref(weights), first);
      const { value, state } = loss(viewA, embeddingsOf(weights, second), index, memory);
      return [value, state];
    };
    const [[value, nextMemory], gradients] = valueAndGrad(valueOf, { hasAux: true })(
      tree.ref(network),
      views,
    ) as unknown as [[Array, IsogclrState], Network];
    const [updates, next] = optimizer().update(gradients, moments, tree.ref(network));
    return {
      network: applyUpdates(network, updates),
      optimizer: next,
      memory: nextMemory,
      loss: value,
    };
  };
}
