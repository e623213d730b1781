import { type Array, tree } from "@jax-js/jax";
import { dispose, toArrays } from "@offprint/compile";
import type { Compile } from "@offprint/lab";
import type { MlpParams } from "@offprint/lab/models";
import { recallAtK, utilization } from "@offprint/methods/metrics";
import { embed } from "./network.ts";
import { imagesOf, type Task } from "./task.ts";

/** How a network does on digits that it never trained on. */
export type Scores = {
  /** Share of test images whose nearest other test image shows the same digit. */
  recall: number;
  /** Mean squared distance of test embeddings to the nearest training embedding. */
  utilization: number;
};

export interface Evaluation {
  /** Borrows the network. */
  measure: (network: MlpParams) => Promise<Scores>;
  dispose: () => void;
}

export function openEvaluation(compile: Compile, task: Task): Evaluation {
  const images = { train: imagesOf(task.train), test: imagesOf(task.test) };
  const program = compile((network: MlpParams, { train, test }: { train: Array; test: Array }) => ({
    train: embed(tree.ref(network), train),
    test: embed(network, test),
  }));
  const measure = async (network: MlpParams): Promise<Scores> => {
    const embedded = await program(network, images);
    const { train, test } = toArrays(embedded);
    dispose(embedded);
    const scores = { recall: recallAtK(test.ref, task.test.digits, { k: [1] })[0]! };
    return { ...scores, utilization: utilization(test, train) };
  };
  const close = () => {
    program.dispose();
    dispose(images);
  };
  return { measure, dispose: close };
}
