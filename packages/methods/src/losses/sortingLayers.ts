import { checkNumber, checkOneOf } from "../internal/checks.ts";

/** A sorting network: which wires are compared, in which order. */
export type SortingNetwork = "oddEven" | "bitonic";

const networks = ["oddEven", "bitonic"] as const;

/** Checks the name of a network. */
export function checkNetwork(network: SortingNetwork): void {
  checkOneOf("network", network, networks);
}

/**
 * One layer as a regular pattern: `groups` blocks of 2 · `stride` wires one after the other from wire `start` on; in
 * each block the wires of the lower half are compared with those `stride` above.
 */
export interface LayerPattern {
  /** Negative where the pattern begins on wires that do not exist: comparators that touch those are left out. */
  start: number;
  stride: number;
  groups: number;
  /** Whether the comparators of a block put the smaller value on the higher wire. */
  isReversed: (group: number) => boolean;
}

/**
 * The comparators of a sorting network, layer by layer. Those of one layer touch different wires and work at once.
 *
 * "oddEven" has m layers that compare neighbours, from wire 0 and from wire 1 in turn: m(m − 1)/2 comparators in all.
 * "bitonic" has K(K + 1)/2 layers, K = ⌈log₂ m⌉, of up to m/2 comparators. It is made for powers of two; for another m
 * it is the network of the next power of two without its lowest wires.
 *
 * @param m number of wires, an integer ≥ 2
 * @returns for each layer its comparators `[a, b, low]`: wires a < b, and which of them gets the smaller value
 * @throws InvalidArgumentError for m < 2 or an unknown network
 *
 * Source: Petersen et al., "Differentiable Sorting Networks for Scalable Sorting and Ranking Supervision" (ICML 2021);
 * Batcher (1968).
 *
 * @example
 * sortingLayers(4, "bitonic").length; // 3
 */
export function sortingLayers(m: number, network: SortingNetwork): number[][][] {
  return layerPatterns(m, network).map(comparators);
}

/** The layers of {@link sortingLayers} as patterns; throws as it does. */
export function layerPatterns(m: number, network: SortingNetwork): LayerPattern[] {
  checkNumber("m", m, { min: 2, integer: true });
  checkNetwork(network);
  return network === "oddEven" ? oddEvenPatterns(m) : bitonicPatterns(m);
}

function oddEvenPatterns(m: number): LayerPattern[] {
  return Array.from({ length: m }, (_, layer) => {
    const start = layer % 2;
    return { start, stride: 1, groups: Math.floor((m - start) / 2), isReversed: () => false };
  });
}

function bitonicPatterns(m: number): LayerPattern[] {
  const depth = Math.ceil(Math.log2(m));
  const wires = 2 ** depth;
  const blocks = Array.from({ length: depth }, (_, block) => block);
  return blocks.flatMap((block) =>
    Array.from({ length: block + 1 }, (_, layer): LayerPattern => {
      const stride = 2 ** (block - layer);
      const isReversed = (group: number) => Math.floor((group * 2 * stride) / 2 ** (block + 1)) % 2 === 1;
      return { start: m - wires, stride, groups: wires / (2 * stride), isReversed };
    }),
  );
}

function comparators({ start, stride, groups, isReversed }: LayerPattern): number[][] {
  const found: number[][] = [];
  for (let group = 0; group < groups; group++) {
    for (let at = 0; at < stride; at++) {
      const a = start + group * 2 * stride + at;
      if (a >= 0) found.push([a, a + stride, isReversed(group) ? a + stride : a]);
    }
  }
  return found;
}
