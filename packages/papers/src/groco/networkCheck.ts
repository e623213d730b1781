import { numpy as np } from "@jax-js/jax";
import { rng } from "@offprint/datasets";
import { fitSlope, type Frame, type Metrics, progress, type RunContext } from "@offprint/lab";
import { diffSort, sortingLayers, type SortingNetwork } from "@offprint/methods/losses";

const sizes = Array.from({ length: 9 }, (_, i) => 2 ** (i + 2));
const inputs = { count: 200, m: 16, steepness: 1e6 };

/** Counts layers of networks for 4 to 1024 wires, and compares steep soft sorting with exact sorting in float64. */
export async function* checkNetworks({ seed, signal }: RunContext): AsyncGenerator<Frame, Metrics, void> {
  yield progress(0, 2);
  signal.throwIfAborted();
  const layers = (network: SortingNetwork) => sizes.map((m) => sortingLayers(m, network).length);
  const logs = (values: number[]) => values.map((value) => Math.log(value));
  const bitonicDepths = sizes.map((m) => (Math.log2(m) * (Math.log2(m) + 1)) / 2);
  const bitonic = layers("bitonic");
  yield progress(1, 2);
  signal.throwIfAborted();
  const stream = rng(seed);
  const scores = Float64Array.from({ length: inputs.count * inputs.m }, () => stream.normal());
  return {
    oddEvenSlope: fitSlope(logs(sizes), logs(layers("oddEven"))),
    bitonicMismatches: bitonic.filter((count, i) => count !== bitonicDepths[i]).length,
    oddEvenError: await sortingError(scores, "oddEven"),
    bitonicError: await sortingError(scores, "bitonic"),
  };
}

/** Largest difference between softly and exactly sorted scores. */
async function sortingError(scores: Float64Array<ArrayBuffer>, network: SortingNetwork): Promise<number> {
  const { count, m, steepness } = inputs;
  const rows = np.array(scores).reshape([count, m]);
  const { value, permutation } = diffSort(rows, { network, distribution: "cauchy", steepness });
  permutation.dispose();
  const sorted = await value.data();
  const exact = Array.from({ length: count }, (_, row) => scores.slice(row * m, (row + 1) * m).sort());
  return scores.reduce(
    (largest, _, at) => Math.max(largest, Math.abs(sorted[at]! - exact[Math.floor(at / m)]![at % m]!)),
    0,
  );
}
