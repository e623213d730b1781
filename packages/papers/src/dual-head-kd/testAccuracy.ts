import { type Array, numpy as np } from "@jax-js/jax";
import { dispose, read, type Tree } from "@offprint/compile";
import type { RunContext } from "@offprint/lab";
import { accuracy } from "@offprint/lab/models";
import type { LabelledImages } from "../shared/labelledDigits.ts";

/** Measures the share of the test images, 0..1, that a network labels rightly; borrows the network. */
export interface TestAccuracy<Params> {
  measure: (params: Params) => Promise<number>;
  dispose: () => void;
}

/**
 * The measurement for networks of one kind. A diverged network is taken to answer with the first class.
 * @param answer parameters and images to logits; consumes both
 * @param test borrowed
 */
export function testAccuracy<Params extends Tree>(
  compile: RunContext["compile"],
  answer: (params: Params, images: Array) => Array,
  test: LabelledImages,
): TestAccuracy<Params> {
  const program = compile((params: Tree, { images, labels }: LabelledImages) =>
    accuracy(np.nanToNum(answer(params as Params, images)), labels),
  );
  const measure = async (params: Params) => {
    const share = await program(params, test);
    const value = (await read(share)) as number;
    dispose(share);
    return value;
  };
  return { measure, dispose: () => program.dispose() };
}
