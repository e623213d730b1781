import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import type { Rng } from "@offprint/datasets";
import type { RunContext } from "@offprint/lab";
import { type StepReport, trainSteps } from "@offprint/lab/models";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import { type Batch, drawBatch } from "./batches.ts";
import { initNetwork, type Network } from "./network.ts";
import type { Objective } from "./objectives.ts";
import type { Task } from "./task.ts";

const optimizer = () => adam({ learningRate: 1e-3 });

type State = { network: Network; optimizer: ArrayTree; loss: Array };

export interface TrainingOptions {
  objective: Objective;
  /** Of the embeddings. */
  dimension: number;
  /** Standard deviation of the noise added to every pixel. */
  noise: number;
  steps: number;
}

/** Trains by Adam on base classes and reports before the first and after every step. */
export async function* train(
  { compile, seed, signal }: Pick<RunContext, "compile" | "seed" | "signal">,
  task: Task,
  stream: Rng,
  { objective, dimension, noise, steps }: TrainingOptions,
): AsyncGenerator<StepReport<State>, void, void> {
  const step = compile(trainingStep(objective));
  const draw = () => drawBatch(stream, task, noise);
  const network = initNetwork(random.key(seed), dimension, task.baseCount);
  const state = { network, optimizer: optimizer().init(tree.ref(network)), loss: np.array(NaN) };
  try {
    yield* trainSteps<State, Batch>({ step, state, draw, steps, signal });
  } finally {
    step.dispose();
  }
}

function trainingStep(objective: Objective) {
  return (state: State, batch: Batch): State => {
    state.loss.dispose();
    const [loss, gradients] = valueAndGrad(objective)(tree.ref(state.network), batch) as unknown as [
      Array,
      Network,
    ];
    const [updates, next] = optimizer().update(gradients, state.optimizer, tree.ref(state.network));
    return { network: applyUpdates(state.network, updates), optimizer: next, loss };
  };
}
