import { loadDigits } from "@offprint/datasets";

const pixelCount = 64;

/** Images [count, 64] with pixels in [0, 1], row by row, and their digits; on the host. */
export interface LabelledImages {
  images: Float32Array<ArrayBuffer>;
  labels: Int32Array<ArrayBuffer>;
  count: number;
}

/** The same split for all seeds: every fourth image of the file is for tests, which makes 1348 and 449. */
export async function splitByIndex(): Promise<{ train: LabelledImages; test: LabelledImages }> {
  const { data, labels } = await loadDigits();
  const take = (belongs: (index: number) => boolean): LabelledImages => {
    const chosen = [...labels.keys()].filter(belongs);
    const imageOf = (index: number) => data.subarray(index * pixelCount, (index + 1) * pixelCount);
    return {
      images: Float32Array.from(chosen.flatMap((i) => [...imageOf(i)])),
      labels: Int32Array.from(chosen, (i) => labels[i]!),
      count: chosen.length,
    };
  };
  return { train: take((index) => index % 4 !== 3), test: take((index) => index % 4 === 3) };
}
