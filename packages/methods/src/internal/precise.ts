/**
 * Exponential and logarithm with all digits of float64, for methods that are asked for them: the engine's own, on its
 * Wasm backend, are good to float32 precision only. Arrays of float32 take the short way. The float64 way is slow: a
 * series for x / 1024, and ten times the step from x to 2x.
 */
import { type Array, DType, lax, numpy as np } from "@jax-js/jax";
import { log } from "./log.ts";

const halvings = 10;
const seriesLength = 16;

/** Exponential, elementwise; consumes x. */
export function preciseExp(x: Array): Array {
  if (x.dtype !== DType.Float64) return np.exp(x);
  let value = expm1OfPart(x).add(1);
  for (let i = 0; i < halvings; i++) value = np.square(value);
  return value;
}

/** exp(x) − 1, elementwise, precise near 0 as well; consumes x. */
export function preciseExpm1(x: Array): Array {
  if (x.dtype !== DType.Float64) return np.expm1(x);
  let value = expm1OfPart(x);
  for (let i = 0; i < halvings; i++) value = value.ref.mul(value.add(2));
  return value;
}

/** Natural logarithm, elementwise; consumes x > 0 within the range of float32. */
export function preciseLog(x: Array): Array {
  if (x.dtype !== DType.Float64) return log(x);
  const rough = log(x.ref);
  const correction = x.mul(preciseExp(rough.ref.neg())).sub(1);
  return rough.add(lax.stopGradient(correction));
}

/** exp(x / 1024) − 1 by its series; consumes x. */
function expm1OfPart(x: Array): Array {
  // Beyond these exp(x) is 0 and infinity in float64.
  const part = np.clip(x, -750, 712).mul(2 ** -halvings);
  let value = part.ref.mul(1 / seriesLength);
  for (let n = seriesLength - 1; n >= 1; n--)
    value = value
      .add(1)
      .mul(part.ref)
      .mul(1 / n);
  part.dispose();
  return value;
}
