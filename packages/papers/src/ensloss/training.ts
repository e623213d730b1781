import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import type { RunContext } from "@offprint/lab";
import { type Epoch, mlp, type MlpParams, trainEpochs, uniformFanIn } from "@offprint/lab/models";
import {
  addDecayedWeights,
  applyUpdates,
  type ArrayTree,
  chain,
  cosineDecaySchedule,
  type GradientTransformation,
  sgd,
} from "@offprint/methods/optimizers";
import type { Recipe } from "./recipes.ts";
import type { Examples, Task } from "./tasks.ts";

export const batchSize = 64;
/** Steps that are remembered for the plots. */
export const rememberedSteps = 20;

/** Margins and derivatives of the last steps, both [steps, batch], the newest last. */
export type Memory = { margins: Array; derivatives: Array };

/** `lossSum` adds up the losses of an epoch; of an ensemble it means nothing. */
export type State = {
  params: MlpParams;
  optimizer: ArrayTree;
  drawKey: Array;
  lossSum: Array;
  memory?: Memory;
};

interface TrainingOptions {
  width: number;
  epochs: number;
  learningRate: number;
  /** Remember the last steps; starts with zeros. */
  remember: boolean;
}

/**
 * Trains a perceptron with two hidden layers by SGD with momentum 0.9, weight decay 5e-6 and cosine decay, and
 * reports before the first step and after every epoch. Equal seeds give equal initial weights and batches whatever
 * the recipe.
 */
export async function* train(
  { compile, seed, signal }: Pick<RunContext, "compile" | "seed" | "signal">,
  { train: data, trainCount: count, features }: Task,
  recipe: Recipe,
  { width, epochs, learningRate, remember }: TrainingOptions,
): AsyncGenerator<Epoch<State>, void, void> {
  const decaySteps = epochs * Math.floor(count / batchSize);
  const optimizer = chain(
    ...(recipe.clip ? [recipe.clip] : []),
    addDecayedWeights(5e-6),
    sgd({ learningRate: cosineDecaySchedule({ initValue: learningRate, decaySteps }), momentum: 0.9 }),
  );
  const [initKey, drawKey, orderKey] = np.unstack(random.split(random.key(seed), 3)) as Keys;
  const params = mlp.init(initKey!, [features, width, width, 1], {
    initialiser: uniformFanIn,
    bias: uniformFanIn,
  });
  const state: State = {
    params,
    optimizer: optimizer.init(tree.ref(params)),
    drawKey: drawKey!,
    lossSum: np.zeros([]),
    ...(remember && { memory: emptyMemory() }),
  };
  const step = compile(trainingStep(recipe, optimizer));
  try {
    yield* trainEpochs<State, Examples>({
      step,
      state,
      data,
      count,
      batchSize,
      epochs,
      orderKey: orderKey!,
      signal,
    });
  } finally {
    step.dispose();
  }
}

type Keys = (Array | undefined)[];

function emptyMemory(): Memory {
  const shape = [rememberedSteps, batchSize];
  return { margins: np.zeros(shape), derivatives: np.zeros(shape) };
}

/** One step on the examples that the indices name: fresh draws, gradient and update. */
function trainingStep(recipe: Recipe, optimizer: GradientTransformation) {
  return (state: State, data: Examples, indices: Array): State => {
    const inputs = data.inputs.slice(indices.ref);
    const labels = data.labels.slice(indices);
    const { params, lossSum, memory } = state;
    const [nextKey, key] = np.unstack(random.split(state.drawKey, 2)) as [Array, Array];
    const draws = random.normal(key, [batchSize]);
    const remembered = memory && {
      memory: remember(memory, recipe, {
        logits: mlp.apply(tree.ref(params), inputs.ref),
        labels: labels.ref,
        draws: draws.ref,
      }),
    };
    const lossOf = (candidate: MlpParams) => recipe.loss(mlp.apply(candidate, inputs), labels, draws);
    const [loss, gradient] = valueAndGrad(lossOf)(tree.ref(params)) as [Array, MlpParams];
    const [updates, next] = optimizer.update(gradient, state.optimizer, tree.ref(params));
    return {
      params: applyUpdates(params, updates),
      optimizer: next,
      drawKey: nextKey,
      lossSum: lossSum.add(loss),
      ...remembered,
    };
  };
}

interface Outputs {
  logits: Array;
  labels: Array;
  draws: Array;
}

function remember(memory: Memory, recipe: Recipe, { logits, labels, draws }: Outputs): Memory {
  const scores = logits.reshape([batchSize]);
  const margins = np.where(labels.greater(0), scores.ref, scores.neg());
  const append = (rows: Array, row: Array) =>
    np.concatenate([rows.slice([1, rememberedSteps]), row.reshape([1, batchSize])]);
  const derivatives = recipe.derivatives(margins.ref, draws);
  return { margins: append(memory.margins, margins), derivatives: append(memory.derivatives, derivatives) };
}
