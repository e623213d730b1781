import { type Array, type DType, tree, valueAndGrad } from "@jax-js/jax";
import { type GoldenAdapter, Literal } from "../../test/golden.ts";
import { isogclr, type IsogclrOptions, type IsogclrState } from "./isogclr.ts";

interface Step {
  viewA: number[][];
  viewB: number[][];
  index: number[];
}

export const adapters: Record<string, GoldenAdapter> = {
  /** The case's batches come one after the other, and the state goes from one to the next. */
  isogclr({ inputs, options }, dtype: DType) {
    const loss = isogclr(options as IsogclrOptions);
    let state = loss.init(inputs["n"]!.value as number);
    const steps = (inputs["steps"]!.value as Step[]).map(({ viewA, viewB, index }) => {
      const valueOf = (a: Array, b: Array): [Array, IsogclrState] => {
        const next = loss.apply({ viewA: a, viewB: b, index: new Literal(index, true).array(dtype) }, state);
        return [next.value, next.state];
      };
      const [[value, next], [gradA, gradB]] = valueAndGrad(valueOf, { argnums: [0, 1], hasAux: true })(
        new Literal(viewA, false).array(dtype),
        new Literal(viewB, false).array(dtype),
      ) as [[Array, IsogclrState], [Array, Array]];
      state = next;
      return { value, grad: { viewA: gradA, viewB: gradB }, state: tree.ref(state) };
    });
    tree.dispose(state);
    return { steps };
  },
};
