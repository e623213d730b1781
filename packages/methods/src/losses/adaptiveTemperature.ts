import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFlag,
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { normalizeRows, validateNoZeroRow } from "../internal/normalizeRows.ts";
import { symmetricCdf } from "../internal/symmetricCdf.ts";

/** The layer φ(z) = W z + b by whose outputs pairs of embeddings get their temperature. */
export type TemperatureLayer = {
  /** W, floats `[q, d]`. */
  weight: Array;
  /** b, floats `[q]`. */
  bias: Array;
};

export interface AdaptiveTemperatureOptions {
  /** Lower bound of the temperatures, > 0; default 0.05. */
  tauMin?: number;
  /** Upper bound of the temperatures, > `tauMin`; default 0.5. */
  tauMax?: number;
  /** Scale the rows of `a` and `b` to length 1 first; default true. */
  normalize?: boolean;
}

/**
 * A temperature for every pair of embeddings, τ = τmin + (τmax − τmin) · sigmoid(φ(a)·φ(b) / √q), by one linear layer φ
 * for both sides. Symmetric where `a` and `b` are the same.
 *
 * Consumes its arrays, those of the layer too. Gradients flow into all of them.
 *
 * Memory grows as m · k, besides (m + k) · (d + q).
 *
 * @param a embeddings, floats `[m, d]`
 * @param b embeddings to pair them with, floats `[k, d]`
 * @param layer weight `[q, d]` and bias `[q]`
 * @returns `[m, k]`, between the bounds
 * @throws InvalidArgumentError for wrong shapes, dtypes or options. Values are checked by
 * {@link validateAdaptiveTemperature} alone.
 *
 * Source: Wang et al., "Adaptive Multi-head Contrastive Learning" (ECCV 2024). Its sigmoid takes the inner product as
 * it is; divided by √q it stays near 0 for layers of usual initial weights, and temperatures start near the middle.
 *
 * @example
 * const z = np.concatenate([viewA.ref, viewB.ref], 0); // of one head, [2n, d]
 * const tau = adaptiveTemperature(z.ref, z, layer); // [2n, 2n]
 */
export function adaptiveTemperature(
  a: Array,
  b: Array,
  layer: TemperatureLayer,
  options: AdaptiveTemperatureOptions = {},
): Array {
  const width = checkAdaptiveTemperature(a, b, layer, options);
  const { tauMin, tauMax, normalize } = withDefaults(options);
  const { weight, bias } = layer;
  const apply = (x: Array, w: Array, shift: Array) =>
    np.inner(normalize ? normalizeRows(x) : x, w).add(shift);
  const [left, right] = [apply(a, weight.ref, bias.ref), apply(b, weight, bias)];
  const agreement = np.inner(left, right).mul(1 / Math.sqrt(width));
  return symmetricCdf("logistic", agreement)
    .mul(tauMax - tauMin)
    .add(tauMin);
}

function withDefaults({ tauMin = 0.05, tauMax = 0.5, normalize = true }: AdaptiveTemperatureOptions) {
  return { tauMin, tauMax, normalize };
}

/** @returns q */
function checkAdaptiveTemperature(
  a: Array,
  b: Array,
  layer: TemperatureLayer,
  options: AdaptiveTemperatureOptions,
): number {
  const { d } = checkShape("a", a, ["m", "d"]);
  checkShape("b", b, ["k", d]);
  if (typeof layer !== "object" || layer === null) {
    throw new InvalidArgumentError("layer", "a record of weight and bias", layer);
  }
  const { weight, bias } = layer;
  const { q } = checkShape("weight", weight, ["q", d]);
  checkShape("bias", bias, [q]);
  for (const [argument, x] of Object.entries({ a, b, weight, bias })) {
    checkNotEmpty(argument, x);
    checkFloat(argument, x);
  }
  const { tauMin, tauMax, normalize } = withDefaults(checkOptions(options));
  checkNumber("tauMin", tauMin, { above: 0 });
  checkNumber("tauMax", tauMax, { above: tauMin });
  checkFlag("normalize", normalize);
  return q;
}

/**
 * Checks the values that {@link adaptiveTemperature} takes on trust. Borrows all arrays.
 * @throws InvalidArgumentError for whatever `adaptiveTemperature` refuses, for values that are not finite, and for a
 * row of zeros where rows are normalised
 */
export async function validateAdaptiveTemperature(
  a: Array,
  b: Array,
  layer: TemperatureLayer,
  options: AdaptiveTemperatureOptions = {},
): Promise<void> {
  checkAdaptiveTemperature(a, b, layer, options);
  for (const [argument, x] of Object.entries({ a, b, ...layer })) await validateFinite(argument, x);
  if (options.normalize === false) return;
  await validateNoZeroRow("a", a);
  await validateNoZeroRow("b", b);
}
