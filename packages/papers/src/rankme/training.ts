import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { dispose, type Program, read, type Tree } from "@offprint/compile";
import type { Compile } from "@offprint/lab";
import { minibatches, mlp, type MlpParams } from "@offprint/lab/models";
import { adam, applyUpdates, type ArrayTree } from "@offprint/methods/optimizers";
import { simclrLoss, vicregLoss, type Weights } from "./losses.ts";
import { augment } from "./views.ts";

export const encoderWidths = [64, 128, 128];
const batchSize = 128;

export type Params = { encoder: MlpParams; projector: MlpParams };
type State = { params: Params; optimizer: ArrayTree; key: Array; loss: Array };

/** What the loss of a run weighs; a setting of the sweep. */
export type Setting = { invariance: number; covariance: number; temperature: number };

/** A method of self-supervised learning. */
export type MethodName = "vicreg" | "simclr";

const losses = { vicreg: vicregLoss, simclr: simclrLoss };

export interface TrainingOptions {
  method: MethodName;
  /** Outputs of the projector, the embeddings. */
  width: number;
  epochs: number;
  learningRate: number;
}

/** The compiled programs that all settings of one run share. */
export interface Programs {
  /** One step of gradient descent on the images [count, 64] at the given rows. */
  step: Program<[State, Array, Array, Weights], State>;
  /** The encoder's and the projector's outputs for images [count, 64]. */
  embed: Program<[Params, Array], { encoded: Array; projected: Array }>;
  dispose(): void;
}

export function compilePrograms(compile: Compile, options: TrainingOptions): Programs {
  const step = compile(trainingStep(options));
  const embedImages = compile(embed);
  return {
    step,
    embed: embedImages,
    dispose: () => {
      step.dispose();
      embedImages.dispose();
    },
  };
}

function embed(params: Params, images: Array): { encoded: Array; projected: Array } {
  const encoded = mlp.apply(params.encoder, images, { activateOutput: true });
  return { encoded: encoded.ref, projected: mlp.apply(params.projector, encoded) };
}

function project(params: Params, images: Array): Array {
  const { encoded, projected } = embed(params, images);
  encoded.dispose();
  return projected;
}

function trainingStep({ method, learningRate }: TrainingOptions) {
  const optimizer = adam({ learningRate });
  return (state: State, images: Array, rows: Array, weights: Weights): State => {
    const [key, keyA, keyB] = np.unstack(random.split(state.key, 3)) as [Array, Array, Array];
    const batch = np.take(images, rows, 0);
    const views = { a: augment(keyA, batch.ref), b: augment(keyB, batch) };
    const objective = (params: Params) =>
      losses[method](project(tree.ref(params), views.a.ref), project(params, views.b.ref), tree.ref(weights));
    state.loss.dispose();
    const [loss, gradients] = valueAndGrad(objective)(tree.ref(state.params)) as unknown as [Array, Params];
    tree.dispose([views, weights]);
    const [updates, next] = optimizer.update(gradients, state.optimizer, tree.ref(state.params));
    return { params: applyUpdates(state.params, updates), optimizer: next, key, loss };
  };
}

/** What is to be learned from, on the device: images [count, 64] of the training half of the split. */
export interface TrainingRun {
  programs: Programs;
  options: TrainingOptions;
  setting: Setting;
  images: Array;
  seed: number;
  signal: AbortSignal;
}

/**
 * Trains one setting and shows the parameters (borrowed, valid until the next epoch) before the first and after
 * every epoch. Equal seeds start from equal weights and see equal batches and views, whatever the setting.
 */
export async function* trainEpochs(
  run: TrainingRun,
): AsyncGenerator<{ epoch: number; params: Params }, void, void> {
  const { programs, options, setting, images, seed, signal } = run;
  const [initKey, stepKey, orderKey] = np.unstack(random.split(random.key(seed), 3)) as [Array, Array, Array];
  const orders = np.unstack(random.split(orderKey, options.epochs));
  let state = initialState(initKey, stepKey, options);
  try {
    yield { epoch: 0, params: state.params };
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      for (const batch of await minibatches(orders.shift()!, images.shape[0]!, batchSize)) {
        signal.throwIfAborted();
        const rows = np.array(batch);
        state = await programs.step.step(state, images, rows, setting);
        rows.dispose();
      }
      // Reading waits for the epoch's work, which would pile up otherwise.
      await read(state.loss);
      yield { epoch, params: state.params };
    }
  } finally {
    dispose(state as Tree);
    dispose(orders);
  }
}

function initialState(key: Array, stepKey: Array, { width, learningRate }: TrainingOptions): State {
  const [encoderKey, projectorKey] = np.unstack(random.split(key, 2)) as [Array, Array];
  const outputs = encoderWidths.at(-1)!;
  const params = {
    encoder: mlp.init(encoderKey, encoderWidths),
    projector: mlp.init(projectorKey, [outputs, 64, width]),
  };
  const optimizer = adam({ learningRate }).init(tree.ref(params));
  return { params, optimizer, key: stepKey, loss: np.zeros([]) };
}
