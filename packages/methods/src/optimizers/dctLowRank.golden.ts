import { type Array, type DType, tree } from "@jax-js/jax";
import type { GoldenAdapter, GoldenCase } from "../../test/golden.ts";
import { dctAdamW, type DctAdamWOptions } from "./dctAdamW.ts";
import { dctMatrix } from "./dctMatrix.ts";
import { applyUpdates, type GradientTransformation } from "./gradientTransformation.ts";
import { expandDctColumns, selectDctColumns, type SelectDctColumnsOptions } from "./selectDctColumns.ts";
import { trion, type TrionOptions } from "./trion.ts";
import type { ArrayTree } from "./tree.ts";

const ascending = async (indices: Array) => [...(await indices.data())].sort((a, b) => a - b);

/** Runs an optimizer through the case's gradients; what it had chosen stands in the state's only layer. */
async function everyStep<State extends ArrayTree>(
  optimizer: GradientTransformation<State>,
  indicesOf: (state: State) => Array,
  { inputs }: GoldenCase,
  dtype: DType,
) {
  let params = inputs["params"]!.array(dtype);
  let state = optimizer.init(params.ref);
  const steps = { paramsAfterEachStep: [] as Array[], indicesAfterEachStep: [] as number[][] };
  for (const gradient of inputs["grads"]!.array(dtype)) {
    const [updates, next] = optimizer.update(gradient, state, params.ref);
    params = applyUpdates(params, updates);
    state = next;
    steps.paramsAfterEachStep.push(params.ref);
    steps.indicesAfterEachStep.push(await ascending(indicesOf(state).ref));
  }
  tree.dispose([params, state] as never);
  return steps;
}

export const adapters: Record<string, GoldenAdapter> = {
  dctMatrix: ({ inputs }, dtype) => ({ value: dctMatrix(inputs["n"]!.value as number, { dtype }) }),
  selectDctColumns: async ({ inputs, options }, dtype) => {
    const grad = inputs["grad"]!.array(dtype);
    const size = Math.min(...grad.shape);
    const { indices, low, side, scores } = selectDctColumns(
      grad,
      options as unknown as SelectDctColumnsOptions,
    );
    const reconstruction = expandDctColumns(low, indices.ref, { side, size });
    return { indices: await ascending(indices), scores, side, reconstruction };
  },
  dctAdamW: (golden, dtype) => {
    const optimizer = dctAdamW(golden.options as unknown as DctAdamWOptions);
    return everyStep(optimizer, (state) => (state.layers[0] as { indices: Array }).indices, golden, dtype);
  },
  trion: (golden, dtype) => {
    const optimizer = trion(golden.options as unknown as TrionOptions);
    return everyStep(optimizer, (state) => state.layers[0]!.indices, golden, dtype);
  },
};
