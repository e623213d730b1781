import { type Array, grad } from "@jax-js/jax";
import type { GoldenAdapter } from "../../test/golden.ts";
import { landmarkKdLoss } from "./landmarkKdLoss.ts";
import { softLandmarks } from "./softLandmarks.ts";

/** The results are records already. */
export const adapters: Record<string, GoldenAdapter> = {
  landmarkKdLoss: ({ inputs, options }, dtype) => {
    const input = (name: string) => inputs[name]!.array(dtype);
    const at = (predictions: Array) =>
      landmarkKdLoss(
        predictions,
        input("landmarks"),
        input("toughTeacher"),
        input("tolerantTeacher"),
        options,
      );
    const valueAlone = (predictions: Array) => {
      const { value, ...parts } = at(predictions);
      for (const part of Object.values(parts)) part.dispose();
      return value;
    };
    return {
      ...at(input("predictions")),
      grad: { predictions: grad(valueAlone)(input("predictions")) },
    };
  },
  softLandmarks: ({ inputs, options }, dtype) => softLandmarks(inputs["landmarks"]!.array(dtype), options),
};
