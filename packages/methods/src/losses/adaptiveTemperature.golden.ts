import { type Array, type DType, grad } from "@jax-js/jax";
import type { GoldenAdapter } from "../../test/golden.ts";
import { adaptiveTemperature, type AdaptiveTemperatureOptions } from "./adaptiveTemperature.ts";

const names = ["a", "b", "weight", "bias"];

export const adapters: Record<string, GoldenAdapter> = {
  /** The layer's arrays stand among the inputs; the gradient is that of the sum. */
  adaptiveTemperature({ inputs, options, expected }, dtype: DType) {
    const value = (a: Array, b: Array, weight: Array, bias: Array) =>
      adaptiveTemperature(a, b, { weight, bias }, options as AdaptiveTemperatureOptions);
    const arrays = () => names.map((name) => inputs[name]!.array(dtype)) as [Array, Array, Array, Array];
    const gradientOf = (name: string) =>
      grad((...given: Parameters<typeof value>) => value(...given).sum(), { argnums: names.indexOf(name) })(
        ...arrays(),
      );
    const wanted = Object.keys((expected["grad"] as object) ?? {});
    return {
      value: value(...arrays()),
      grad: Object.fromEntries(wanted.map((name) => [name, gradientOf(name)])),
    };
  },
};
