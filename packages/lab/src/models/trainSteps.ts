import type { Array } from "@jax-js/jax";
import { dispose, read, type Tree } from "@offprint/compile";

/** A program whose step trains on a batch. */
interface StepProgram<State, Batch> {
  step(state: State, batch: Batch): Promise<State>;
}

/** Training on batches that are drawn as it goes: what a step does, where it starts, and for how long. */
export interface StepTraining<State extends { loss: Array }, Batch> {
  /** The compiled step; it leaves the batch's loss, a scalar, in the state. Borrowed. */
  step: StepProgram<State, Batch>;
  /** Consumed. */
  state: State;
  /** The batch of the next step; freed after it. */
  draw: () => Batch;
  steps: number;
  signal: AbortSignal;
}

/** Where training stands. */
export interface StepReport<State> {
  /** Steps done, from 0: before the first. */
  step: number;
  /** Loss of the last batch, before its step; that of the first state before any. */
  loss: number;
  /** Borrowed, gone when training goes on. */
  state: State;
}

/**
 * Trains on freshly drawn batches and reports before the first and after every step.
 * @throws the signal's reason, once it is aborted
 *
 * @example
 * for await (const { step, loss, state } of trainSteps({ step: program, state, draw, steps: 300, signal })) {
 *   if (step % 10 === 0) yield line("loss", [[step, loss]]);
 * }
 */
export async function* trainSteps<State extends { loss: Array }, Batch>({
  step: program,
  state,
  draw,
  steps,
  signal,
}: StepTraining<State, Batch>): AsyncGenerator<StepReport<State>, void, void> {
  try {
    yield { step: 0, loss: (await read(state.loss)) as number, state };
    for (let step = 1; step <= steps; step++) {
      signal.throwIfAborted();
      const batch = draw();
      try {
        state = await program.step(state, batch);
      } finally {
        dispose(batch as Tree);
      }
      // Work that nobody asks for piles up in the engine, and every further step then costs more.
      yield { step, loss: (await read(state.loss)) as number, state };
    }
  } finally {
    dispose(state as unknown as Tree);
  }
}
