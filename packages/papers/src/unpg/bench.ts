import { type Array, numpy as np } from "@jax-js/jax";
import { dispose, toArrays } from "@offprint/compile";
import type { Compile } from "@offprint/lab";
import { mlp, type MlpParams } from "@offprint/lab/models";
import { pairCosines, type PairCosines, recallAtK, verificationRoc } from "@offprint/methods/metrics";
import { pixelCount, type World } from "./identities.ts";
import type { Network } from "./network.ts";
import { type BatchNegatives, percentile } from "./similarities.ts";

/** False accept rates that true accept rates are reported at. */
const farRates = [1e-3, 1e-4];

/** How a network does on identities that it never saw. */
export interface Verdict {
  /** Share of pairs of one identity above the threshold that one in 1000 pairs of different ones exceeds. */
  trueAcceptRate: number;
  /** The same for one in 10 000. */
  strictTrueAcceptRate: number;
  /** The threshold of the first. */
  threshold: number;
}

/** Looks at networks by the test images of a world. */
export interface Bench {
  /** Embeds images [n, 64]. Borrows both. */
  embed: (network: Network, images: Array) => Promise<Array>;
  /** Embeddings of the test images; the caller's. */
  view: (network: Network) => Promise<Array>;
  /** Cosines of all pairs of test images. Borrows the view. */
  pairs: (view: Array) => PairCosines;
  /** Share of the test images whose nearest other image is of the same identity. Borrows the view. */
  recall: (view: Array) => number;
  dispose: () => void;
}

export function openBench(compile: Compile, { test }: World): Bench {
  const images = np.array(test.images).reshape([-1, pixelCount]);
  const program = compile((encoder: MlpParams, x: Array) => mlp.apply(encoder, x));
  const embed: Bench["embed"] = ({ encoder }, x) => program(encoder as never, x);
  return {
    embed,
    view: (network) => embed(network, images),
    pairs: (view) => pairCosines(toArrays(view), test.labels),
    recall: (view) => recallAtK(toArrays(view), test.labels, { k: [1] })[0]!,
    dispose: () => {
      program.dispose();
      dispose(images);
    },
  };
}

export function verify({ positives, negatives }: PairCosines): Verdict {
  const [at3, at4] = verificationRoc(positives, negatives, { far: farRates, thresholds: [] }).atFar;
  return {
    trueAcceptRate: at3!.trueAcceptRate,
    strictTrueAcceptRate: at4!.trueAcceptRate,
    threshold: at3!.threshold,
  };
}

/** How hard the hardest hundredth of negatives is: among unseen identities, and against class weights in training. */
export function hardness({ negatives }: PairCosines, { classes }: BatchNegatives) {
  const [unseen, classWeights] = [percentile(negatives, 0.99), percentile(classes, 0.99)];
  return { unseenNegatives: unseen, classNegatives: classWeights, mismatch: unseen - classWeights };
}
