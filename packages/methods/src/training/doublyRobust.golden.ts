import { type Array, type DType, grad, numpy as np } from "@jax-js/jax";
import { type GoldenAdapter, type GoldenCase, Literal } from "../../test/golden.ts";
import { compSumLoss } from "../losses/compSumLoss.ts";
import { compositionalWeights, type CompositionalWeightsOptions } from "./compositionalWeights.ts";
import { implicitHypergradient, type ImplicitHypergradientOptions } from "./implicitHypergradient.ts";
import { logBarrier, type LogBarrierOptions } from "./logBarrier.ts";
import { projectedGradientAttack, type ProjectedGradientAttackOptions } from "./projectedGradientAttack.ts";

type LinearParams = { W: Array; b: Array };

const inputOf =
  ({ inputs }: GoldenCase, dtype: DType) =>
  (name: string): Array =>
    inputs[name]!.array(dtype);

const logitsOf = (x: Array, { W, b }: LinearParams) => np.matmul(x, W).add(b);

export const adapters: Record<string, GoldenAdapter> = {
  /** Each row of losses is a batch; the state goes from one to the next. */
  compositionalWeights: ({ inputs, options }, dtype) => {
    const reweighting = compositionalWeights(options as unknown as CompositionalWeightsOptions);
    const batches = inputs["losses"]!.value as number[][];
    const result = { weights: [] as Array[], logU: [] as Array[] };
    let state = reweighting.init();
    for (const losses of batches) {
      const { weights, state: next } = reweighting.apply(new Literal(losses, false).array(dtype), state);
      state = next;
      result.weights.push(weights);
      result.logU.push(state.logU.ref);
    }
    state.logU.dispose();
    return result;
  },
  logBarrier: (golden, dtype) => {
    const input = inputOf(golden, dtype);
    const options = golden.options as unknown as LogBarrierOptions;
    const at = (delta: Array) => logBarrier(delta, input("lower"), input("upper"), options);
    const valueAlone = (delta: Array) => {
      const { value, hessianDiagonal } = at(delta);
      hessianDiagonal.dispose();
      return value;
    };
    return { ...at(input("delta")), grad: { delta: grad(valueAlone)(input("delta")) } };
  },
  /** The case describes a linear model under cross-entropy and one example. */
  implicitHypergradient: (golden, dtype) => {
    const input = inputOf(golden, dtype);
    const { model: _model, ...options } = golden.options;
    const { W, b } = golden.inputs["params"]!.value as Record<keyof LinearParams, unknown>;
    const params = { W: new Literal(W, false).array(dtype), b: new Literal(b, false).array(dtype) };
    const loss = (theta: LinearParams, x: Array, y: Array, delta: Array) =>
      compSumLoss(logitsOf(x.add(delta).reshape([1, -1]), theta), y.reshape([1]));
    const [x, y, delta, lower, upper] = ["x", "y", "delta", "lower", "upper"].map(input) as [
      Array,
      Array,
      Array,
      Array,
      Array,
    ];
    return implicitHypergradient(
      loss,
      { params, x, y, delta, lower, upper },
      options as unknown as ImplicitHypergradientOptions,
    );
  },
  /** The same linear model, a batch of examples. */
  projectedGradientAttack: (golden, dtype) => {
    const input = inputOf(golden, dtype);
    const { model: _model, ...options } = golden.options;
    const { W, b } = golden.inputs["params"]!.value as Record<keyof LinearParams, unknown>;
    const params = () => ({ W: new Literal(W, false).array(dtype), b: new Literal(b, false).array(dtype) });
    const attack = options as unknown as ProjectedGradientAttackOptions;
    if ("start" in golden.inputs) attack.start = input("start");
    const loss = (x: Array) => compSumLoss(logitsOf(x, params()), input("y"), { reduction: "none" });
    return { value: projectedGradientAttack(loss, input("x"), attack) };
  },
};
