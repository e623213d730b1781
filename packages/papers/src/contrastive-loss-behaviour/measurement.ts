import { type Array, tree } from "@jax-js/jax";
import { dispose } from "@offprint/compile";
import type { Metrics } from "@offprint/lab";
import { tolerance, uniformityLoss } from "@offprint/methods/metrics";
import { type Bench, labelledOutputs, outputsOf } from "../shared/selfSupervised/bench.ts";
import { neighbourAccuracy, probeAccuracy } from "../shared/selfSupervised/classifiers.ts";
import type { Network } from "../shared/selfSupervised/network.ts";

/** Uniformity and tolerance of the test embeddings. */
export type Spread = { uniformity: number; tolerance: number };

export async function measureSpread(bench: Bench, network: Network): Promise<Spread> {
  const { h, z } = await outputsOf(bench, network, bench.images.test);
  h.dispose();
  return spreadOf(z, bench.images.testLabels.ref);
}

async function spreadOf(z: Array, labels: Array): Promise<Spread> {
  return {
    uniformity: (await uniformityLoss(z.ref).data())[0]!,
    tolerance: (await tolerance(z, labels).data())[0]!,
  };
}

/** The spread, and how well embeddings z and features h of the encoder tell the digits apart. */
export async function measure(bench: Bench, network: Network): Promise<Metrics> {
  const { h, z } = await labelledOutputs(bench, network);
  try {
    return {
      ...(await spreadOf(z.test.ref, z.testLabels.ref)),
      neighbourAccuracy: await neighbourAccuracy(tree.ref(z)),
      featureNeighbourAccuracy: await neighbourAccuracy(tree.ref(h)),
      probeAccuracy: await probeAccuracy(tree.ref(h)),
    };
  } finally {
    dispose([h, z]);
  }
}
