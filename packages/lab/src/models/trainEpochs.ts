import { type Array, numpy as np, random } from "@jax-js/jax";
import { dispose, read, type Tree } from "@offprint/compile";
import { minibatches } from "./minibatches.ts";

/** Whatever a step changes. It adds its loss to `lossSum`, a scalar. */
export type TrainingState = { lossSum: Array };

/** A program whose step trains on the examples of `data` that the indices, int32 [batchSize], name. */
interface StepProgram<State, Data> {
  step(state: State, data: Data, indices: Array): Promise<State>;
}

/** Training by minibatches: what a step does, where it starts, and for how long. */
export interface EpochTraining<State extends TrainingState, Data> {
  /** The compiled step. Borrowed. */
  step: StepProgram<State, Data>;
  /** Consumed. */
  state: State;
  /** All training examples. Borrowed. */
  data: Data;
  /** Number of training examples. */
  count: number;
  /** Examples in a batch; what is too short at the end of an epoch is left out. */
  batchSize: number;
  epochs: number;
  /** Decides the order of the examples; consumed. Equal keys give equal batches. */
  orderKey: Array;
  signal: AbortSignal;
}

/** Where training stands. */
export interface Epoch<State> {
  /** Epochs done, from 0: before the first step. */
  epoch: number;
  /** Steps done. */
  step: number;
  /** Mean training loss over the epoch; NaN before the first. */
  loss: number;
  /** Borrowed, gone when training goes on. */
  state: State;
}

/**
 * Trains in epochs of shuffled minibatches and reports before the first step and after every epoch.
 * @throws the signal's reason, once it is aborted
 *
 * @example
 * for await (const { epoch, loss, state } of trainEpochs({ step, state, data, count, batchSize: 64, ... })) {
 *   yield line("loss", [[epoch, loss]]);
 * }
 */
export async function* trainEpochs<State extends TrainingState, Data>({
  step: program,
  state,
  data,
  count,
  batchSize,
  epochs,
  orderKey,
  signal,
}: EpochTraining<State, Data>): AsyncGenerator<Epoch<State>, void, void> {
  const stepsPerEpoch = Math.floor(count / batchSize);
  try {
    yield { epoch: 0, step: 0, loss: NaN, state };
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const [nextKey, epochKey] = np.unstack(random.split(orderKey, 2)) as [Array, Array];
      orderKey = nextKey;
      for (const batch of await minibatches(epochKey, count, batchSize)) {
        signal.throwIfAborted();
        const indices = np.array(batch);
        state = await program.step(state, data, indices);
        indices.dispose();
      }
      // Reading waits for the epoch's work, which would pile up otherwise.
      const loss = ((await read(state.lossSum)) as number) / stepsPerEpoch;
      dispose(state.lossSum);
      state.lossSum = np.zeros([]);
      yield { epoch, step: epoch * stepsPerEpoch, loss, state };
    }
  } finally {
    dispose([state as unknown as Tree, orderKey]);
  }
}
