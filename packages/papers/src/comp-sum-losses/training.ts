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
import { classCount, type LabelledImages, pixelCount } from "../shared/labelledDigits.ts";
import type { Recipe } from "./recipes.ts";

const batchSize = 64;
const hiddenUnits = 64;

/** `lossSum` adds up the losses of an epoch. */
type State = { params: MlpParams; optimizer: ArrayTree; attackKey: Array; lossSum: Array };

/**
 * Trains a perceptron by SGD with Nesterov momentum 0.9, weight decay 1e-4 and cosine decay, and reports before
 * the first step and after every epoch. Equal seeds give equal initial weights and batches whatever the recipe.
 */
export async function* train(
  { compile, seed, signal }: Pick<RunContext, "compile" | "seed" | "signal">,
  data: LabelledImages,
  recipe: Recipe,
  { epochs, learningRate }: { epochs: number; learningRate: number },
): AsyncGenerator<Epoch<State>, void, void> {
  const count = data.labels.shape[0]!;
  const decaySteps = epochs * Math.floor(count / batchSize);
  const optimizer = chain(
    addDecayedWeights(1e-4),
    sgd({
      learningRate: cosineDecaySchedule({ initValue: learningRate, decaySteps }),
      momentum: 0.9,
      nesterov: true,
    }),
  );
  const step = compile(trainingStep(recipe, optimizer));
  const [initKey, attackKey, orderKey] = np.unstack(random.split(random.key(seed), 3)) as Keys;
  const state = startTraining(initKey!, attackKey!, optimizer);
  try {
    yield* trainEpochs<State, LabelledImages>({
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

function startTraining(initKey: Array, attackKey: Array, optimizer: GradientTransformation): State {
  const params = mlp.init(initKey, [pixelCount, hiddenUnits, classCount], {
    initialiser: uniformFanIn,
    bias: uniformFanIn,
  });
  return { params, optimizer: optimizer.init(tree.ref(params)), attackKey, lossSum: np.zeros([]) };
}

/** One step on the examples that the indices name: attack, loss, gradient and update. */
function trainingStep(recipe: Recipe, optimizer: GradientTransformation) {
  return (state: State, data: LabelledImages, indices: Array): State => {
    const images = data.images.slice(indices.ref);
    const labels = data.labels.slice(indices);
    const { params, lossSum } = state;
    let { attackKey } = state;
    let attacked: Array | undefined;
    if (recipe.attack) {
      const [nextKey, key] = np.unstack(random.split(attackKey, 2)) as Keys;
      attackKey = nextKey!;
      attacked = recipe.attack(tree.ref(params), { images: images.ref, labels: labels.ref }, key!);
    }
    const lossOf = (candidate: MlpParams) => recipe.loss(candidate, { images, labels }, attacked);
    const [loss, gradient] = valueAndGrad(lossOf)(tree.ref(params)) as [Array, MlpParams];
    const [updates, next] = optimizer.update(gradient, state.optimizer, tree.ref(params));
    return {
      params: applyUpdates(params, updates),
      optimizer: next,
      attackKey,
      lossSum: lossSum.add(loss),
    };
  };
}
