import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import type { RunContext } from "@offprint/lab";
import { type Epoch, mlp, type MlpParams, trainEpochs, uniformFanIn } from "@offprint/lab/models";
import { compSumLoss } from "@offprint/methods/losses";
import {
  adam,
  applyUpdates,
  type ArrayTree,
  type GradientTransformation,
} from "@offprint/methods/optimizers";
import {
  compositionalWeights,
  type CompositionalWeightsOptions,
  type CompositionalWeightsState,
  projectedGradientAttack,
} from "@offprint/methods/training";
import { classCount, type LabelledImages, pixelCount } from "../shared/labelledDigits.ts";

/** Images of a batch. */
export const batchSize = 64;
const hiddenUnits = 64;
const attackSteps = 5;

/** How an arm trains. */
export interface Recipe {
  /** Radius of the attacks that it trains on. */
  epsilon: number;
  /** How examples are weighted; left out: all alike. */
  reweighting?: CompositionalWeightsOptions;
}

/** `weights` are those of the last batch, `lossSum` adds up the losses of an epoch. */
type State = {
  params: MlpParams;
  optimizer: ArrayTree;
  attackKey: Array;
  reweighting: CompositionalWeightsState;
  weights: Array;
  lossSum: Array;
};

/**
 * Trains a perceptron on attacked images by Adam with learning rate 2e-3 and batches of 64, and reports before the
 * first step and after every epoch. Equal seeds give equal initial weights, batches and attack starts whatever the
 * recipe.
 * @param keys consumed
 */
export async function* train(
  { compile, signal }: Pick<RunContext, "compile" | "signal">,
  data: LabelledImages,
  recipe: Recipe,
  epochs: number,
  keys: { init: Array; attacks: Array; order: Array },
): AsyncGenerator<Epoch<State>, void, void> {
  const optimizer = adam({ learningRate: 2e-3 });
  const reweighting = compositionalWeights(recipe.reweighting ?? { r: 1 });
  const step = compile(trainingStep(recipe, optimizer));
  const params = mlp.init(keys.init, [pixelCount, hiddenUnits, classCount], {
    initialiser: uniformFanIn,
    bias: uniformFanIn,
  });
  const state: State = {
    params,
    optimizer: optimizer.init(tree.ref(params)),
    attackKey: keys.attacks,
    reweighting: reweighting.init(),
    weights: np.ones([batchSize]),
    lossSum: np.zeros([]),
  };
  const count = data.labels.shape[0]!;
  try {
    yield* trainEpochs<State, LabelledImages>({
      step,
      state,
      data,
      count,
      batchSize,
      epochs,
      orderKey: keys.order,
      signal,
    });
  } finally {
    step.dispose();
  }
}

/** One step on the examples that the indices name: attack, weights, gradient and update. */
function trainingStep(recipe: Recipe, optimizer: GradientTransformation) {
  return (state: State, data: LabelledImages, indices: Array): State => {
    const { params, lossSum } = state;
    const labels = data.labels.slice(indices.ref);
    const clean = data.images.slice(indices);
    const [attackKey, key] = np.unstack(random.split(state.attackKey, 2)) as [Array, Array];
    const lossesOf = (candidate: MlpParams, images: Array) =>
      compSumLoss(mlp.apply(candidate, images), labels.ref, { reduction: "none" });
    const delta = projectedGradientAttack((x) => lossesOf(tree.ref(params), x), clean.ref, {
      epsilon: recipe.epsilon,
      steps: attackSteps,
      stepSize: (2.5 * recipe.epsilon) / attackSteps,
      start: random.uniform(key, clean.shape, { minval: -1, maxval: 1 }),
    });
    const images = clean.add(delta);
    const { weights, reweighting } = weigh(recipe, state, lossesOf(tree.ref(params), images.ref));
    const lossOf = (candidate: MlpParams) => lossesOf(candidate, images).mul(weights.ref).mean();
    const [loss, gradient] = valueAndGrad(lossOf)(tree.ref(params)) as [Array, MlpParams];
    labels.dispose();
    const [updates, next] = optimizer.update(gradient, state.optimizer, tree.ref(params));
    return {
      params: applyUpdates(params, updates),
      optimizer: next,
      attackKey,
      reweighting,
      weights,
      lossSum: lossSum.add(loss),
    };
  };
}

/** The weights of a batch with these losses, which are consumed. */
function weigh(
  recipe: Recipe,
  state: State,
  losses: Array,
): { weights: Array; reweighting: CompositionalWeightsState } {
  if (!recipe.reweighting) {
    losses.dispose();
    return { weights: state.weights, reweighting: state.reweighting };
  }
  state.weights.dispose();
  const next = compositionalWeights(recipe.reweighting).apply(losses, state.reweighting);
  return { weights: next.weights, reweighting: next.state };
}
