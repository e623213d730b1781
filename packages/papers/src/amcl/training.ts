import { type Array, numpy as np, tree } from "@jax-js/jax";
import { rng } from "@offprint/datasets";
import type { RunContext } from "@offprint/lab";
import type { StepReport } from "@offprint/lab/models";
import { amclLoss } from "@offprint/methods/losses";
import type { Digits } from "../shared/selfSupervised/digits.ts";
import { trainNetwork, type TrainingState } from "../shared/selfSupervised/training.ts";
import { drawViewBatch } from "../shared/selfSupervised/views.ts";
import { type AugmentationCount, drawViewBy } from "./augmentations.ts";
import type { Treatment } from "./controls.ts";
import { embedViews, initMultiHeadNetwork, type MultiHeadNetwork, temperatures } from "./network.ts";

export type State = TrainingState<MultiHeadNetwork>;

export interface TrainingOptions {
  treatment: Treatment;
  augmentations: AugmentationCount;
  steps: number;
}

/**
 * Trains on pairs of views and reports before the first and after every step. Equal seeds give equal initial weights (of
 * the heads that there are), batches and views whatever the treatment.
 */
export function train(
  context: Pick<RunContext, "compile" | "seed" | "signal">,
  digits: Digits,
  { treatment, augmentations, steps }: TrainingOptions,
): AsyncGenerator<StepReport<State>, void, void> {
  const stream = rng(context.seed);
  const draw = drawViewBy(augmentations);
  return trainNetwork<MultiHeadNetwork>(context, {
    init: (key) => initMultiHeadNetwork(key, treatment.heads),
    loss: (network, images) => lossOf(treatment, network, images),
    draw: () => drawViewBatch(stream, digits, { draw }).views,
    steps,
  });
}

/** The loss of two views of every image, [2n, 64]; consumes its arrays. */
export function lossOf(
  { constant, beta, form }: Treatment,
  { encoder, heads, layer }: MultiHeadNetwork,
  images: Array,
): Array {
  const embeddings = embedViews({ encoder, heads }, images);
  const tau = embeddings.map(([viewA, viewB]) => {
    const rows = np.concatenate([viewA.ref, viewB.ref], 0);
    return temperatures(rows.ref, rows, tree.ref(layer), constant);
  });
  tree.dispose(layer);
  const [viewsA, viewsB] = [embeddings.map(([viewA]) => viewA), embeddings.map(([, viewB]) => viewB)];
  return amclLoss(np.stack(viewsA), np.stack(viewsB), np.stack(tau), { beta, form });
}
