import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import type { RunContext } from "@offprint/lab";
import { type Epoch, type MlpParams, trainEpochs } from "@offprint/lab/models";
import {
  addDecayedWeights,
  applyUpdates,
  type ArrayTree,
  chain,
  type GradientTransformation,
  piecewiseConstantSchedule,
  sgd,
} from "@offprint/methods/optimizers";
import type { LabelledImages } from "../shared/labelledDigits.ts";
import { initNetwork, scoresOf } from "./network.ts";
import type { Memory, Recipe } from "./recipes.ts";

const batchSize = 64;

/** `lossSum` adds up the losses of an epoch. */
export type State = { params: MlpParams; optimizer: ArrayTree; memory: Memory; lossSum: Array };

/**
 * Trains a perceptron by SGD with momentum 0.9 and weight decay 5e-3, the rate divided by ten after half and after
 * three quarters of the epochs, and reports before the first step and after every epoch. Equal seeds give equal
 * initial weights and batches whatever the recipe.
 */
export async function* train(
  { compile, seed, signal }: Pick<RunContext, "compile" | "seed" | "signal">,
  data: LabelledImages,
  recipe: Recipe,
  { epochs, rateFactor }: { epochs: number; rateFactor: number },
): AsyncGenerator<Epoch<State>, void, void> {
  const count = data.labels.shape[0]!;
  const stepsPerEpoch = Math.floor(count / batchSize);
  const [half, threeQuarters] = [0.5, 0.75].map((share) => Math.floor(share * epochs) * stepsPerEpoch);
  const learningRate = piecewiseConstantSchedule({
    initValue: recipe.learningRate * rateFactor,
    boundariesAndScales: { [half!]: 0.1, [threeQuarters!]: 0.1 },
  });
  const optimizer = chain(addDecayedWeights(5e-3), sgd({ learningRate, momentum: 0.9 }));
  const step = compile(trainingStep(recipe, optimizer));
  const [initKey, orderKey] = np.unstack(random.split(random.key(seed), 2)) as [Array, Array];
  const params = initNetwork(initKey);
  const state: State = {
    params,
    optimizer: optimizer.init(tree.ref(params)),
    memory: recipe.init(count),
    lossSum: np.zeros([]),
  };
  try {
    yield* trainEpochs<State, LabelledImages>({
      step,
      state,
      data,
      count,
      batchSize,
      epochs,
      orderKey,
      signal,
    });
  } finally {
    step.dispose();
  }
}

/** One step on the examples that the indices name: loss, gradient and update. */
function trainingStep(recipe: Recipe, optimizer: GradientTransformation) {
  return (state: State, data: LabelledImages, indices: Array): State => {
    const images = data.images.slice(indices.ref);
    const labels = data.labels.slice(indices.ref);
    const lossOf = (params: MlpParams): [Array, Memory] => {
      const { value, memory } = recipe.loss(scoresOf(params, images), labels, indices, state.memory);
      return [value, memory];
    };
    const [[loss, memory], gradient] = valueAndGrad(lossOf, { hasAux: true })(tree.ref(state.params)) as [
      [Array, Memory],
      MlpParams,
    ];
    const [updates, next] = optimizer.update(gradient, state.optimizer, tree.ref(state.params));
    return {
      params: applyUpdates(state.params, updates),
      optimizer: next,
      memory,
      lossSum: state.lossSum.add(loss),
    };
  };
}
