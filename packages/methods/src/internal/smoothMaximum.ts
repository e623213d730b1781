import { type Array, lax, numpy as np } from "@jax-js/jax";
import { log1p } from "./log1p.ts";
import { preciseExp, preciseExpm1, preciseLog } from "./precise.ts";

/**
 * r log(mean(exp(x / r))) over all entries: from the largest (r → 0) to the mean (r → ∞). Its gradient is
 * softmax(x / r). Neither extreme loses digits: the largest entry comes off first, and where the mean of the
 * exponentials is close to 1, its difference from 1 is what is summed. Consumes x.
 * @param r > 0
 * @returns scalar
 */
export function smoothMaximum(x: Array, r: number): Array {
  const largest = lax.stopGradient(x.ref.max());
  const shifted = x.sub(largest.ref).mul(1 / r);
  const mean = preciseExp(shifted.ref).mean();
  const meanMinusOne = preciseExpm1(shifted).mean();
  const closeToOne = meanMinusOne.ref.greater(-0.1);
  const precise = log1p(np.where(closeToOne.ref, meanMinusOne, 0));
  return np.where(closeToOne, precise, preciseLog(mean)).mul(r).add(largest);
}
