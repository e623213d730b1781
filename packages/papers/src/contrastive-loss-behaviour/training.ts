import type { Array } from "@jax-js/jax";
import { rng } from "@offprint/datasets";
import type { RunContext } from "@offprint/lab";
import type { StepReport } from "@offprint/lab/models";
import { type ContrastiveOptions, ntXentLoss } from "@offprint/methods/losses";
import type { Digits } from "../shared/selfSupervised/digits.ts";
import { trainOnViews, type TrainingState } from "../shared/selfSupervised/training.ts";
import { drawViewBatch } from "../shared/selfSupervised/views.ts";

export interface TrainingOptions {
  loss: ContrastiveOptions;
  /** Of the embeddings. */
  dimension: number;
  steps: number;
}

/**
 * Trains on pairs of views and reports before the first and after every step. Equal seeds give equal initial weights,
 * batches and views whatever the loss.
 */
export function train(
  context: Pick<RunContext, "compile" | "seed" | "signal">,
  digits: Digits,
  { loss, dimension, steps }: TrainingOptions,
): AsyncGenerator<StepReport<TrainingState>, void, void> {
  const stream = rng(context.seed);
  return trainOnViews(context, {
    loss: ([first, second]: Array[]) => ntXentLoss(first!, second!, loss),
    draw: () => drawViewBatch(stream, digits).views,
    viewCount: 2,
    dimension,
    steps,
  });
}
