import { type Array, numpy as np } from "@jax-js/jax";
import { dispose, toArrays, type Tree } from "@offprint/compile";
import type { Compile } from "@offprint/lab";

/** A trained network and what it is asked about. */
export interface RowsToPredict<Params extends Tree> {
  /** Borrowed. */
  params: Params;
  /** [n, ...]; borrowed. */
  inputs: Array;
  /** Rows that go through the network at once. Default 256. */
  batchSize?: number;
  signal: AbortSignal;
}

/**
 * What a network says about every row of its inputs, in order, as [n, ...]: a teacher's answers, computed
 * once before its students train. The caller owns the result.
 * @param apply parameters and inputs [batch, ...] to outputs [batch, ...]; consumes both
 * @throws the signal's reason, once it is aborted
 *
 * @example
 * const teacherLogits = await predictRows(compile, mlp.apply, { params, inputs: images, signal });
 */
export async function predictRows<Params extends Tree>(
  compile: Compile,
  apply: (params: Params, inputs: Array) => Array,
  { params, inputs, batchSize = 256, signal }: RowsToPredict<Params>,
): Promise<Array> {
  const count = inputs.shape[0]!;
  const program = compile((network: Tree, rows: Array, indices: Array) =>
    apply(network as Params, rows.slice(indices)),
  );
  const batches: Array[] = [];
  try {
    for (let start = 0; start < count; start += batchSize) {
      signal.throwIfAborted();
      const indices = rowsFrom(start, batchSize, count);
      const outputs = await program(params as never, inputs as never, indices as never);
      dispose(indices);
      batches.push(outputs);
    }
    return np.concatenate(toArrays(batches)).slice([0, count]);
  } finally {
    dispose(batches);
    program.dispose();
  }
}

/** One shape for all batches: the last one repeats the last row where the rows run out. */
function rowsFrom(start: number, batchSize: number, count: number): Array {
  const rows = Int32Array.from({ length: batchSize }, (_, i) => Math.min(start + i, count - 1));
  return np.array(rows);
}
