import { type Array, DType } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import type { RunContext } from "@offprint/lab";
import { mlp, type MlpParams } from "@offprint/lab/models";
import type { Examples } from "./tasks.ts";

/** Share of examples on the right side, 0..1; borrows everything. Dispose of it after use. */
export interface Accuracy {
  measure: (params: MlpParams, examples: Examples) => Promise<number>;
  dispose: () => void;
}

/** Measures how often the logit is positive just where the label is 1. */
export function measureAccuracy(compile: RunContext["compile"]): Accuracy {
  const program = compile((params: MlpParams, { inputs, labels }: Examples): Array => {
    const chosen = mlp.apply(params, inputs).reshape([-1]).greater(0);
    return chosen.equal(labels.greater(0)).astype(DType.Float32).mean();
  });
  const measure = async (params: MlpParams, examples: Examples) => {
    const share = await program(params, examples);
    const value = (await read(share)) as number;
    dispose(share);
    return value;
  };
  return { measure, dispose: () => program.dispose() };
}
