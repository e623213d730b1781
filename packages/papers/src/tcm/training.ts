import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import type { Rng } from "@offprint/datasets";
import type { RunContext } from "@offprint/lab";
import { type StepReport, trainSteps } from "@offprint/lab/models";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import type { Values } from "./controls.ts";
import { initParams, type Params } from "./network.ts";
import { type Objective, totalLoss } from "./objective.ts";
import { type Batch, drawBatch, type Task } from "./task.ts";

const optimizer = () => adam({ learningRate: 2e-3 });

export type State = { params: Params; optimizer: ArrayTree; loss: Array };

/**
 * Trains by Adam and reports before the first and after every step. Equal seeds give equal initial weights and batches,
 * whatever the loss.
 */
export async function* train(
  { arm, compile, seed, signal }: Pick<RunContext, "arm" | "compile" | "seed" | "signal">,
  task: Task,
  batches: Rng,
  { steps, ...values }: Values,
): AsyncGenerator<StepReport<State>, void, void> {
  const step = compile(trainingStep({ ...values, regularised: arm === "tcm" }));
  const draw = () => drawBatch(batches, task);
  try {
    const state = startTraining(random.key(seed), task.trainingClasses.length);
    yield* trainSteps<State, Batch>({ step, state, draw, steps, signal });
  } finally {
    step.dispose();
  }
}

function startTraining(key: Array, classes: number): State {
  const params = initParams(key, classes);
  return { params, optimizer: optimizer().init(tree.ref(params)), loss: np.array(NaN) };
}

function trainingStep(objective: Objective) {
  const { update } = optimizer();
  return ({ params, optimizer: before, loss: last }: State, batch: Batch): State => {
    last.dispose();
    const lossOf = (candidate: Params) => totalLoss(candidate, tree.ref(batch), objective);
    const [loss, gradient] = valueAndGrad(lossOf)(tree.ref(params)) as [Array, Params];
    tree.dispose(batch);
    const [updates, after] = update(gradient, before, tree.ref(params));
    return { params: applyUpdates(params, updates), optimizer: after, loss };
  };
}
