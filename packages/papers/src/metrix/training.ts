import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { type StepReport, trainSteps } from "@offprint/lab/models";
import type { RunContext } from "@offprint/lab";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import { type Batch, drawBatch, type Streams } from "./batches.ts";
import { mixLevelOf, type Values } from "./controls.ts";
import { initParams, type Params } from "./network.ts";
import { type Objective, totalLoss } from "./objectives.ts";
import type { Task } from "./task.ts";

/** Proxies learn ten times as fast as the network. */
const optimizers = () => ({
  network: adam({ learningRate: 1e-3 }),
  proxies: adam({ learningRate: 1e-2 }),
});

export type State = {
  params: Params;
  optimizer: { network: ArrayTree; proxies: ArrayTree };
  loss: Array;
};

/**
 * Trains by Adam and reports before the first and after every step. Equal seeds give equal initial weights, proxies and
 * batches, whatever the loss and the mixing.
 */
export async function* train(
  { arm, compile, seed, signal }: Pick<RunContext, "arm" | "compile" | "seed" | "signal">,
  task: Task,
  streams: Streams,
  values: Values,
): AsyncGenerator<StepReport<State>, void, void> {
  const { loss, mixWeight, steps } = values;
  const classes = task.rowsByClass.length;
  const step = compile(trainingStep({ loss, mixLevel: mixLevelOf(arm, values), mixWeight, classes }));
  const draw = () => drawBatch(streams, task, values);
  try {
    const state = startTraining(random.key(seed), classes);
    yield* trainSteps<State, Batch>({ step, state, draw, steps, signal });
  } finally {
    step.dispose();
  }
}

function startTraining(key: Array, classes: number): State {
  const params = initParams(key, classes);
  const { network, proxies } = optimizers();
  return {
    params,
    optimizer: {
      network: network.init(tree.ref(params.network)),
      proxies: proxies.init(params.proxies.ref),
    },
    loss: np.array(NaN),
  };
}

function trainingStep(objective: Objective) {
  const { network, proxies } = optimizers();
  return ({ params, optimizer, loss: last }: State, batch: Batch): State => {
    last.dispose();
    const lossOf = (candidate: Params) => totalLoss(candidate, tree.ref(batch), objective);
    const [loss, gradient] = valueAndGrad(lossOf)(tree.ref(params)) as [Array, Params];
    tree.dispose(batch);
    const [networkUpdates, nextNetwork] = network.update(
      gradient.network,
      optimizer.network,
      tree.ref(params.network),
    );
    const [proxyUpdates, nextProxies] = proxies.update(
      gradient.proxies,
      optimizer.proxies,
      params.proxies.ref,
    );
    return {
      params: {
        network: applyUpdates(params.network, networkUpdates),
        proxies: applyUpdates(params.proxies, proxyUpdates),
      },
      optimizer: { network: nextNetwork, proxies: nextProxies },
      loss,
    };
  };
}
