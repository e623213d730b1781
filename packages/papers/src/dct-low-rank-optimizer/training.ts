import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { dispose, read, toArrays } from "@offprint/compile";
import type { Metrics, RunContext } from "@offprint/lab";
import { accuracy, minibatches } from "@offprint/lab/models";
import {
  adam,
  applyUpdates,
  type ArrayTree,
  dctMatrix,
  type GradientTransformation,
} from "@offprint/methods/optimizers";
import type { Settings } from "./controls.ts";
import type { DigitsTask, LabelledImages } from "./digits.ts";
import { initNetwork, logitsOf, lossOf, type Params } from "./network.ts";
import { type HiddenOptimizer, hiddenOptimizer } from "./optimizers.ts";
import { capturedShare } from "./subspaces.ts";

const batchSize = 64;
/** Which hidden layer is watched: the square one. */
const watched = 1;

type State = {
  params: Params;
  hidden: ArrayTree;
  rest: ArrayTree;
  /** Of the last step: the loss, the watched layer's gradient, and the share of it that was captured. */
  last: { loss: Array; gradient: Array; share: Array };
};

/** What the steps since the last report have shown. */
export interface Report {
  /** Steps done. */
  step: number;
  totalSteps: number;
  /** Mean minibatch loss. */
  loss: number;
  /** The watched layer's gradient at the last step, [128, 128], as programs keep it; gone when training goes on. */
  gradient: Array;
  /** The basis vectors chosen for it, where they are DCT columns. */
  indices: number[] | undefined;
}

export type Training = Pick<RunContext, "arm" | "seed" | "signal" | "compile"> & { controls: Settings };

/**
 * Trains the perceptron; equal seeds give equal initial weights and batches whatever the arm.
 * @param stepsPerReport a report comes after every so many steps, and after the last
 * @returns test accuracy, cross-entropy on all training images, and the mean captured share
 */
export async function* train(
  { arm, seed, signal, compile, controls }: Training,
  task: DigitsTask,
  stepsPerReport: number,
): AsyncGenerator<Report, Metrics, void> {
  const [initKey, orderKey] = np.unstack(random.split(random.key(seed), 2)) as [Array, Array];
  const batches = await drawBatches(orderKey, task.train.labels.shape[0]!, controls.epochs);
  const hidden = hiddenOptimizer(arm, controls, seed);
  const rest = adam({ learningRate: controls.learningRate });
  const stepper = makeStepper(compile, hidden, rest);
  let state = startTraining(initNetwork(initKey), hidden, rest);
  let [lossSum, shareSum, unreported] = [0, 0, 0];
  try {
    for (const [at, batch] of batches.entries()) {
      signal.throwIfAborted();
      state = await stepper.step(state, task.train, batch);
      // Read at each step: steps that wait to be carried out make every further one slower to queue.
      const { loss, share } = await read({ loss: state.last.loss, share: state.last.share });
      [lossSum, shareSum, unreported] = [lossSum + loss, shareSum + share, unreported + 1];
      const step = at + 1;
      if (step % stepsPerReport !== 0 && step !== batches.length) continue;
      yield { step, totalSteps: batches.length, loss: lossSum / unreported, ...(await watch(state)) };
      [lossSum, unreported] = [0, 0];
    }
    return { ...(await evaluate(state.params, task)), capturedShare: shareSum / batches.length };
  } finally {
    stepper.dispose();
    dispose(state);
  }
}

async function watch({ hidden, last }: State): Promise<Pick<Report, "gradient" | "indices">> {
  const { indices } = watchedLayer(hidden);
  return { gradient: last.gradient, indices: indices && (await read(indices)) };
}

async function drawBatches(key: Array, count: number, epochs: number): Promise<Int32Array<ArrayBuffer>[]> {
  const epochKeys = np.unstack(random.split(key, epochs));
  const orders = await Promise.all(epochKeys.map((epochKey) => minibatches(epochKey, count, batchSize)));
  return orders.flat();
}

function startTraining(params: Params, hidden: HiddenOptimizer, rest: GradientTransformation): State {
  return {
    params,
    hidden: hidden.make([]).init(tree.ref(params.hidden)),
    rest: rest.init(tree.ref(params.rest)),
    last: { loss: np.zeros([]), share: np.zeros([]), gradient: np.zerosLike(params.hidden[watched]!.ref) },
  };
}

interface Stepper {
  /** One step on the examples of a batch; frees the state before. */
  step: (state: State, data: LabelledImages, batch: Int32Array<ArrayBuffer>) => Promise<State>;
  dispose: () => void;
}

/** One program if the optimizer can be traced; else two, and the choice of subspaces between them. */
function makeStepper(
  compile: RunContext["compile"],
  { make, choose }: HiddenOptimizer,
  rest: GradientTransformation,
): Stepper {
  const onBatch = async <T>(batch: Int32Array<ArrayBuffer>, run: (indices: Array) => Promise<T>) => {
    const indices = np.array(batch);
    const result = await run(indices);
    indices.dispose();
    return result;
  };
  if (!choose) {
    const program = compile((state: State, data: LabelledImages, indices: Array): State => {
      const found = differentiate(tree.ref(state.params), data, indices);
      return advance(state, found, make([]), rest);
    });
    return {
      step: (state, data, batch) => onBatch(batch, (indices) => program.step(state, data, indices)),
      dispose: () => program.dispose(),
    };
  }
  const gradients = compile(differentiate);
  const updates = compile((state: State, found: Found, bases: Array[]): State =>
    advance(state, found, make(bases), rest),
  );
  return {
    async step(state, data, batch) {
      const found = await onBatch(batch, (indices) => gradients(state.params, data, indices));
      const hidden = toArrays(found.gradient.hidden);
      const bases = choose(hidden);
      const next = await updates.step(state, found, bases);
      dispose([found, hidden, bases]);
      return next;
    },
    dispose() {
      gradients.dispose();
      updates.dispose();
    },
  };
}

/** Loss and gradient of one batch. */
type Found = { loss: Array; gradient: Params };

function differentiate(params: Params, data: LabelledImages, indices: Array): Found {
  const images = data.images.slice(indices.ref);
  const labels = data.labels.slice(indices);
  const onBatch = (candidate: Params) => lossOf(candidate, { images, labels });
  const [loss, gradient] = valueAndGrad(onBatch)(params) as [Array, Params];
  return { loss, gradient };
}

function advance(
  { params, last, ...state }: State,
  { loss, gradient }: Found,
  hiddenOptimizer: GradientTransformation,
  restOptimizer: GradientTransformation,
): State {
  const seen = gradient.hidden[watched]!;
  const [hiddenUpdates, hidden] = hiddenOptimizer.update(
    gradient.hidden.map((each) => each.ref),
    state.hidden,
  );
  const [restUpdates, rest] = restOptimizer.update(gradient.rest, state.rest);
  const share = shareInSubspace(seen.ref, hidden);
  dispose(last);
  for (const [at, each] of gradient.hidden.entries()) if (at !== watched) each.dispose();
  return {
    params: {
      hidden: applyUpdates(params.hidden, hiddenUpdates),
      rest: applyUpdates(params.rest, restUpdates),
    },
    hidden,
    rest,
    last: { loss, gradient: seen, share },
  };
}

/** What the state of an optimizer says of the watched layer's subspace: nothing, if it has full rank. */
function watchedLayer(hidden: ArrayTree): { indices?: Array; projection?: Array } {
  const { layers } = hidden as { layers?: { indices?: Array; projection?: Array }[] };
  return layers?.[watched] ?? {};
}

/** Share of the watched gradient's energy in the subspace in use. Consumes the gradient. */
function shareInSubspace(gradient: Array, hidden: ArrayTree): Array {
  const { indices, projection } = watchedLayer(hidden);
  const size = gradient.shape[1]!;
  const basis = indices ? np.take(dctMatrix(size), indices.ref, 1) : (projection?.ref ?? np.eye(size));
  return capturedShare(gradient, np.matmul(gradient.ref, basis));
}

async function evaluate(trained: Params, { train, test }: DigitsTask): Promise<Metrics> {
  const params = toArrays(trained);
  const measured = {
    accuracy: accuracy(logitsOf(tree.ref(params), test.images.ref), test.labels.ref),
    trainingLoss: lossOf(params, tree.ref(train)),
  };
  const values = (await read(measured)) as Metrics;
  dispose(measured);
  return values;
}
