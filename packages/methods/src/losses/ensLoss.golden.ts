import { type Array, type DType, grad } from "@jax-js/jax";
import type { GoldenAdapter, GoldenCase } from "../../test/golden.ts";
import { binaryMargins } from "../internal/binaryMargins.ts";
import { ensLoss, ensLossDerivatives, type EnsLossOptions } from "./ensLoss.ts";

/** A case also states the derivatives that the loss holds constant. */
function withDerivatives({ inputs, options, expected }: GoldenCase, dtype: DType) {
  const input = (name: string) => inputs[name]!.array(dtype);
  const chosen = options as EnsLossOptions;
  const lossOf = (logits: Array) => ensLoss(logits, input("labels"), input("draws"), chosen);
  const margins = binaryMargins(input("logits"), input("labels"));
  return {
    value: lossOf(input("logits")),
    ...("grad" in expected && { grad: { logits: grad(lossOf)(input("logits")) as Array } }),
    derivatives: ensLossDerivatives(margins, input("draws"), chosen),
  };
}

export const adapters: Record<string, GoldenAdapter> = { ensLoss: withDerivatives };
