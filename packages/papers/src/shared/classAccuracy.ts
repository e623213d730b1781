import { nn, numpy as np } from "@jax-js/jax";
import { dispose, read, type Tree } from "@offprint/compile";
import type { Bar, Compile } from "@offprint/lab";
import type { Logits } from "./attacker.ts";
import { classCount, type LabelledImages } from "./labelledDigits.ts";

/** Shares of images that a network labels rightly, 0..1. */
export type ClassAccuracy = {
  /** Of all images. */
  overall: number;
  /** Of the images of each digit; NaN where there are none. */
  perClass: number[];
};

/** A bar for each digit. */
export function digitBars({ perClass }: ClassAccuracy): Bar[] {
  return perClass.map((value, digit) => ({ category: String(digit), value }));
}

export interface ClassAccuracyMeasurement<Params extends Tree> {
  /** Borrows the network and the images. */
  measure: (params: Params, data: LabelledImages) => Promise<ClassAccuracy>;
  dispose: () => void;
}

/** Measures accuracy class by class. A diverged network is taken to answer with the first class. */
export function classAccuracy<Params extends Tree>(
  compile: Compile,
  logits: Logits<Params>,
): ClassAccuracyMeasurement<Params> {
  const program = compile((params: Tree, { images, labels }: LabelledImages) => {
    const answers = np.argmax(np.nanToNum(logits(params as Params, images)), -1);
    const correct = answers.equal(labels.ref).astype(np.float32);
    const members = nn.oneHot(labels, classCount);
    const perClass = np.matmul(correct.ref, members.ref).div(members.sum(0));
    return { overall: correct.mean(), perClass };
  });
  const measure = async (params: Params, data: LabelledImages) => {
    const shares = await program(params, data);
    const accuracy = (await read(shares)) as ClassAccuracy;
    dispose(shares);
    return accuracy;
  };
  return { measure, dispose: () => program.dispose() };
}

/** Mean of the shares of some classes; with equally many images of each the share among them. */
export function meanAccuracy({ perClass }: ClassAccuracy, classes: number[]): number {
  return classes.reduce((sum, label) => sum + perClass[label]!, 0) / classes.length;
}
