/**
 * Sorting networks with soft comparators. A comparator of wires a and b exchanges a share w of what they carry:
 * a ← a + w (b − a), b ← b + w (a − b), where w is the probability that they are in the wrong order. As a matrix this
 * is symmetric, so that the same exchanges in reverse order carry something from the outputs back to the inputs.
 *
 * Wires are the first axis here: what a layer takes apart then lies in one piece.
 */
import { type Array, numpy as np } from "@jax-js/jax";
import type { LayerPattern } from "../losses/sortingLayers.ts";
import { type SwapDistribution, symmetricCdf } from "./symmetricCdf.ts";

/** How soft the comparators are. */
export interface Softness {
  distribution: SwapDistribution;
  steepness: number;
}

/** A layer together with the shares that its comparators exchange, `[groups, 1, stride, batch]`. */
export interface SoftLayer {
  pattern: LayerPattern;
  shares: Array;
}

/**
 * Sorts along the first axis, ascending. Consumes the scores.
 * @param scores `[m, batch]`
 * @returns the sorted values, and the layers for {@link carry}, which are the caller's to dispose
 */
export function softSort(
  scores: Array,
  patterns: LayerPattern[],
  softness: Softness,
): { values: Array; layers: SoftLayer[] } {
  const layers: SoftLayer[] = [];
  let values = scores;
  for (const pattern of patterns) {
    if (pattern.groups === 0) continue;
    const shares = exchangeShares(values.ref, pattern, softness);
    values = exchange(values, { pattern, shares: shares.ref });
    layers.push({ pattern, shares });
  }
  return { values, layers };
}

/**
 * Exchanges what the wires carry as the layers say, in their order; in reverse order it is the transposed map, from
 * outputs to inputs. Consumes both.
 * @param x `[m, batch, …]`
 */
export function carry(x: Array, layers: SoftLayer[]): Array {
  return layers.reduce(exchange, x);
}

/** Consumes both. */
function exchange(x: Array, { pattern, shares }: SoftLayer): Array {
  const m = x.shape[0]!;
  const { blocks, head, tail } = takeApart(x, pattern);
  const extra = blocks.ndim - shares.ndim;
  const weights = shares.reshape([...shares.shape, ...globalThis.Array.from({ length: extra }, () => 1)]);
  const [low, high] = np.split(blocks, 2, 1) as [Array, Array];
  const flow = weights.mul(high.ref.sub(low.ref));
  // Joined again in every layer: compilers that fuse across layers would compute each again for its two readers.
  const mixed = np.concatenate([low.add(flow.ref), high.sub(flow)], 1);
  const wires = mixed.reshape([-1, ...x.shape.slice(1)]);
  const parts = [head, wires, tail].filter((part) => part !== undefined);
  const all = parts.length === 1 ? wires : np.concatenate(parts, 0);
  return pattern.start < 0 ? all.slice([-m]) : all;
}

/** The share of every comparator in a layer. Consumes the values. */
function exchangeShares(values: Array, pattern: LayerPattern, { distribution, steepness }: Softness): Array {
  const { blocks, head, tail } = takeApart(values, pattern);
  head?.dispose();
  tail?.dispose();
  const [low, high] = np.split(blocks, 2, 1) as [Array, Array];
  const excess = low.sub(high).mul(steepness);
  const { groups, stride, start, isReversed } = pattern;
  const shape = { shape: [groups, 1, stride, 1], dtype: excess.dtype, device: excess.device };
  const constant = (valueAt: (wire: number, group: number) => number) =>
    np.array(
      globalThis.Array.from({ length: groups * stride }, (_, at) => {
        const group = Math.floor(at / stride);
        return valueAt(start + group * stride + at, group);
      }),
      shape,
    );
  const someReversed = globalThis.Array.from({ length: groups }, (_, group) => group).some(isReversed);
  const signed = someReversed ? excess.mul(constant((_, group) => (isReversed(group) ? -1 : 1))) : excess;
  const shares = symmetricCdf(distribution, signed);
  return start < 0 ? shares.mul(constant((wire) => (wire < 0 ? 0 : 1))) : shares;
}

/**
 * The wires of a layer as `[groups, 2, stride, …]`, and those before and after them. Wires that do not exist are
 * filled from the first ones; nothing is exchanged with them. Consumes x.
 */
function takeApart(
  x: Array,
  { start, stride, groups }: LayerPattern,
): { blocks: Array; head?: Array | undefined; tail?: Array | undefined } {
  const [m, ...rest] = x.shape as [number, ...number[]];
  const shape = [groups, 2, stride, ...rest];
  if (start < 0) return { blocks: np.concatenate([x.ref.slice([0, -start]), x], 0).reshape(shape) };
  const end = start + 2 * stride * groups;
  const head = start > 0 ? x.ref.slice([0, start]) : undefined;
  const tail = end < m ? x.ref.slice([end, m]) : undefined;
  return { blocks: x.slice([start, end]).reshape(shape), head, tail };
}
