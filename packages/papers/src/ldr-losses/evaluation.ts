import { type Array, nn, numpy as np } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import type { Compile } from "@offprint/lab";
import { accuracy, type MlpParams } from "@offprint/lab/models";
import { classCount, type LabelledImages } from "../shared/labelledDigits.ts";
import { scoresOf } from "./network.ts";

/** Shares of the test images, 0..1: the digit has the highest score, or one of the two highest. */
export type TestAccuracy = { accuracy: number; topTwo: number };

/** Measures a network, which it borrows. Dispose of it after use. */
export interface Measurement {
  measure: (params: MlpParams) => Promise<TestAccuracy>;
  dispose: () => void;
}

/** A diverged network has no largest score; it is taken to answer with the first classes. */
export function testAccuracy(compile: Compile, data: LabelledImages): Measurement {
  const program = compile((params: MlpParams, { images, labels }: LabelledImages) => {
    const scores = np.nanToNum(scoresOf(params, images));
    return { accuracy: accuracy(scores.ref, labels.ref), topTwo: topTwo(scores, labels) };
  });
  const measure = async (params: MlpParams) => {
    const shares = await program(params, data);
    const result = (await read(shares)) as TestAccuracy;
    dispose(shares);
    return result;
  };
  return { measure, dispose: () => program.dispose() };
}

/** Share of rows in which at most one class scores higher than the label. */
function topTwo(scores: Array, labels: Array): Array {
  const ofLabel = scores.ref.mul(nn.oneHot(labels, classCount)).sum(1, { keepdims: true });
  const ahead = scores.greater(ofLabel).astype(np.float32).sum(1);
  return ahead.less(2).astype(np.float32).mean();
}
