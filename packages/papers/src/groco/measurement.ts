import { type Array, tree } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import type { Compile, Metrics } from "@offprint/lab";
import { type Bench, labelledOutputs } from "../shared/selfSupervised/bench.ts";
import {
  type LabelledFeatures,
  neighbourAccuracies,
  neighbourAccuracy,
  probeAccuracy,
} from "../shared/selfSupervised/classifiers.ts";
import { embed, type Network } from "../shared/selfSupervised/network.ts";

/** Largest number of neighbours in the curve. */
const mostNeighbours = 50;

/** Neighbours that vote where one number stands for the curve. */
export const usualNeighbours = 20;

/** How well the nearest images in embeddings z and in features h of the encoder, and a linear probe, tell the digits. */
export async function measure(bench: Bench, network: Network): Promise<Metrics> {
  const { h, z } = await labelledOutputs(bench, network);
  try {
    return {
      neighbourAccuracy: await neighbourAccuracy(tree.ref(z), usualNeighbours),
      featureNeighbourAccuracy: await neighbourAccuracy(tree.ref(h), usualNeighbours),
      nearestNeighbourAccuracy: await neighbourAccuracy(tree.ref(z), 1),
      probeAccuracy: await probeAccuracy(tree.ref(h)),
    };
  } finally {
    dispose([h, z]);
  }
}

/** Accuracies of 1, 2, … neighbours in the embeddings, by a program of its own. */
export function neighbourCurve(compile: Compile, { images }: Bench) {
  const program = compile((network: Network, given: LabelledFeatures): Array => {
    const embedding = (x: Array) => {
      const { h, z } = embed(tree.ref(network), x);
      h.dispose();
      return z;
    };
    const [train, test] = [embedding(given.train), embedding(given.test)];
    tree.dispose(network);
    return neighbourAccuracies({ ...given, train, test }, mostNeighbours);
  });
  return {
    async measure(network: Network): Promise<number[]> {
      const accuracies = await program(network, images);
      try {
        return (await read(accuracies)) as number[];
      } finally {
        dispose(accuracies);
      }
    },
    dispose: () => program.dispose(),
  };
}
