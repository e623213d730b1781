import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import type { RunContext } from "@offprint/lab";
import { minibatches, mlp, type MlpParams, uniformFanIn } from "@offprint/lab/models";
import {
  addDecayedWeights,
  applyUpdates,
  type ArrayTree,
  chain,
  cosineDecaySchedule,
  type GradientTransformation,
  sgd,
} from "@offprint/methods/optimizers";
import { classCount, type LabelledImages, pixelCount } from "./digitsTask.ts";
import type { Recipe } from "./recipes.ts";

const batchSize = 64;
const hiddenUnits = 64;

/** `lossSum` adds up the losses of an epoch. */
type State = { params: MlpParams; optimizer: ArrayTree; attackKey: Array; lossSum: Array };

/** Where training stands after an epoch. */
export interface Epoch {
  /** Epochs done, from 0: before the first step. */
  epoch: number;
  /** Steps done. */
  step: number;
  /** Mean training loss over the epoch; NaN before the first. */
  loss: number;
  /** The network; borrowed, gone when training goes on. */
  params: MlpParams;
}

/**
 * Trains a perceptron by SGD with Nesterov momentum 0.9, weight decay 1e-4 and cosine decay, and reports before
 * the first step and after every epoch. Equal seeds give equal initial weights and batches whatever the recipe.
 */
export async function* train(
  { compile, seed, signal }: Pick<RunContext, "compile" | "seed" | "signal">,
  data: LabelledImages,
  recipe: Recipe,
  { epochs, learningRate }: { epochs: number; learningRate: number },
): AsyncGenerator<Epoch, void, void> {
  const count = data.labels.shape[0]!;
  const stepsPerEpoch = Math.floor(count / batchSize);
  const optimizer = chain(
    addDecayedWeights(1e-4),
    sgd({
      learningRate: cosineDecaySchedule({ initValue: learningRate, decaySteps: epochs * stepsPerEpoch }),
      momentum: 0.9,
      nesterov: true,
    }),
  );
  const program = compile(trainingStep(recipe, optimizer));
  const [initKey, attackKey, firstOrderKey] = np.unstack(random.split(random.key(seed), 3)) as Keys;
  let orderKey = firstOrderKey!;
  let state = startTraining(initKey!, attackKey!, optimizer);
  try {
    yield { epoch: 0, step: 0, loss: NaN, params: state.params };
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const [nextKey, epochKey] = np.unstack(random.split(orderKey, 2)) as Keys;
      orderKey = nextKey!;
      for (const batch of await minibatches(epochKey!, count, batchSize)) {
        signal.throwIfAborted();
        const indices = np.array(batch);
        state = await program.step(state, data, indices);
        indices.dispose();
      }
      const loss = ((await read(state.lossSum)) as number) / stepsPerEpoch;
      dispose(state.lossSum);
      state = { ...state, lossSum: np.zeros([]) };
      yield { epoch, step: epoch * stepsPerEpoch, loss, params: state.params };
    }
  } finally {
    program.dispose();
    dispose([state, orderKey]);
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
