import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { dispose } from "@offprint/compile";
import type { RunContext } from "@offprint/lab";
import { type Epoch, mlp, type MlpParams, trainEpochs } from "@offprint/lab/models";
import { compSumLoss, sratLoss, type SratOptions } from "@offprint/methods/losses";
import {
  addDecayedWeights,
  applyUpdates,
  type ArrayTree,
  chain,
  type GradientTransformation,
  piecewiseConstantSchedule,
  sgd,
} from "@offprint/methods/optimizers";
import { classBalancedWeights, pgdAttack, randomPerturbation } from "@offprint/methods/training";
import { classCount, type LabelledImages } from "../shared/labelledDigits.ts";
import type { ImbalancedTask } from "./imbalance.ts";
import { featuresAndLogits, initNetwork } from "./network.ts";

/** Images of a batch. */
export const batchSize = 64;
const attackSteps = 5;
/** Shares of the training after which the learning rate falls to a tenth: epochs 32 and 36 of 40. */
const drops = [0.8, 0.9];

/** How an arm trains. What is left out, it does without. */
export interface Recipe {
  /** Radius of the attacks that it trains on. */
  epsilon?: number;
  weighting?: {
    weights: "classBalanced" | number[];
    /** Share of the training after which they come on, 0..1. */
    from: number;
    /** What the sum of the weighted losses of a batch is divided by. */
    divideBy: "count" | "weights";
  };
  separation?: Required<SratOptions>;
}

/** `step` counts the steps, `lossSum` adds up the losses of an epoch. */
type State = { params: MlpParams; optimizer: ArrayTree; attackKey: Array; step: Array; lossSum: Array };
type Data = LabelledImages & { classWeights: Array };
type Compile = RunContext["compile"];
/**
 * Trains a perceptron by SGD with momentum 0.9, learning rate 0.05 with two drops, weight decay 5e-4 and batches of
 * 64, and reports before the first step and after every epoch. Equal seeds give equal initial weights, batches and
 * attack starts whatever the recipe.
 * @param keys consumed
 */
export async function* train(
  { compile, signal }: { compile: Compile; signal: AbortSignal },
  { train: images, counts }: ImbalancedTask,
  recipe: Recipe,
  epochs: number,
  keys: { init: Array; attacks: Array; order: Array },
): AsyncGenerator<Epoch<State>, void, void> {
  const count = images.labels.shape[0]!;
  const stepsPerEpoch = Math.floor(count / batchSize);
  const stepsUntil = (share: number) => Math.round(share * epochs) * stepsPerEpoch;
  const schedule = piecewiseConstantSchedule({
    initValue: 0.05,
    boundariesAndScales: Object.fromEntries(drops.map((share) => [stepsUntil(share), 0.1])),
  });
  const optimizer = chain(addDecayedWeights(5e-4), sgd({ learningRate: schedule, momentum: 0.9 }));
  const reweightFrom = stepsUntil(recipe.weighting?.from ?? 1);
  const step = compile(trainingStep(recipe, optimizer, reweightFrom));
  const classWeights = classWeightsOf(recipe, counts);
  const params = initNetwork(keys.init);
  const state: State = {
    params,
    optimizer: optimizer.init(tree.ref(params)),
    attackKey: keys.attacks,
    step: np.zeros([]),
    lossSum: np.zeros([]),
  };
  try {
    yield* trainEpochs<State, Data>({
      step,
      state,
      data: { ...images, classWeights },
      count,
      batchSize,
      epochs,
      orderKey: keys.order,
      signal,
    });
  } finally {
    step.dispose();
    dispose(classWeights);
  }
}

function classWeightsOf({ weighting }: Recipe, counts: number[]): Array {
  if (!weighting) return np.ones([classCount]);
  return weighting.weights === "classBalanced" ? classBalancedWeights(counts) : np.array(weighting.weights);
}

/** One step on the examples that the indices name: attack, loss, gradient and update. */
function trainingStep(recipe: Recipe, optimizer: GradientTransformation, reweightFrom: number) {
  return (state: State, data: Data, indices: Array): State => {
    const { params, step, lossSum } = state;
    const labels = data.labels.slice(indices.ref);
    const clean = data.images.slice(indices);
    const [attackKey, key] = np.unstack(random.split(state.attackKey, 2)) as [Array, Array];
    const images = attacked(recipe, tree.ref(params), { images: clean, labels: labels.ref }, key);
    const weights = np.where(step.ref.less(reweightFrom), 1, data.classWeights);
    const lossOf = (candidate: MlpParams) => batchLoss(recipe, candidate, { images, labels }, weights);
    const [loss, gradient] = valueAndGrad(lossOf)(tree.ref(params)) as [Array, MlpParams];
    const [updates, next] = optimizer.update(gradient, state.optimizer, tree.ref(params));
    return {
      params: applyUpdates(params, updates),
      optimizer: next,
      attackKey,
      step: step.add(1),
      lossSum: lossSum.add(loss),
    };
  };
}

/** The batch attacked for the network as it is; consumes everything. */
function attacked(
  { epsilon }: Recipe,
  params: MlpParams,
  { images, labels }: LabelledImages,
  key: Array,
): Array {
  if (!epsilon) {
    tree.dispose([params, labels, key]);
    return images;
  }
  const result = pgdAttack(
    (x) => compSumLoss(mlp.apply(tree.ref(params), x), labels.ref, { reduction: "none" }),
    images,
    {
      epsilon,
      stepSize: epsilon / 4,
      steps: attackSteps,
      initialPerturbation: randomPerturbation(key, images.shape, { epsilon }),
    },
  );
  tree.dispose([params, labels]);
  return result;
}

/** Consumes everything. */
function batchLoss(
  { separation, weighting }: Recipe,
  params: MlpParams,
  { images, labels }: LabelledImages,
  weights: Array,
): Array {
  const { features, logits } = featuresAndLogits(params, images);
  if (separation) return sratLoss(logits, features, labels, weights, separation);
  features.dispose();
  const ofExamples = weights.slice(labels.ref);
  const losses = compSumLoss(logits, labels, { reduction: "none" });
  if (weighting?.divideBy !== "weights") return losses.mul(ofExamples).mean();
  return losses.mul(ofExamples.ref).sum().div(ofExamples.sum());
}
