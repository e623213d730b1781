import { numpy as np } from "@jax-js/jax";
import type { GoldenAdapter } from "../../test/golden.ts";
import { binaryMargins } from "../internal/binaryMargins.ts";
import { softplus } from "../internal/softplus.ts";
import { wassersteinAscent, type WassersteinAscentOptions } from "./wassersteinAscent.ts";

export const adapters: Record<string, GoldenAdapter> = {
  /** The case describes a linear model under the logistic loss. */
  wassersteinAscent: ({ inputs, options }, dtype) => {
    const { loss: _model, ...ascent } = options;
    const input = (name: string) => inputs[name]!.array(dtype);
    const [weights, labels] = [input("w"), input("y")];
    const logisticLoss = (z: np.Array) =>
      softplus(binaryMargins(np.matmul(z, weights.ref), labels.ref).neg());
    const result = wassersteinAscent(logisticLoss, input("x"), ascent as unknown as WassersteinAscentOptions);
    for (const array of [weights, labels]) array.dispose();
    return result;
  },
};
