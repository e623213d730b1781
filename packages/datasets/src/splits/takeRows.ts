import { classificationDataset, regressionDataset } from "../dataset.ts";
import type { ClassificationDataset, Dataset, RegressionDataset } from "../dataset.ts";
import { requireInteger } from "../internal/checks.ts";

/**
 * The examples at the given positions, in that order, as a data set of its own (copies; a position may come twice).
 *
 * @param indices integers 0..n-1, [m].
 * @throws DataError BAD_ARGUMENT for a position out of range.
 */
export function takeRows(dataset: ClassificationDataset, indices: ArrayLike<number>): ClassificationDataset;
export function takeRows(dataset: RegressionDataset, indices: ArrayLike<number>): RegressionDataset;
export function takeRows(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const [count = 0, ...rest] = dataset.shape;
  for (let i = 0; i < indices.length; i++) requireInteger(`indices[${i}]`, indices[i]!, 0, count - 1);
  const fields = {
    shape: [indices.length, ...rest],
    data: gather(dataset.data, indices, dataset.data.length / count),
    featureNames: [...dataset.featureNames],
    source: { ...dataset.source },
  };
  if ("labels" in dataset) {
    const labels = Int32Array.from(indices, (index) => dataset.labels[index]!);
    return classificationDataset({ ...fields, labels, classNames: [...dataset.classNames] });
  }
  return regressionDataset({
    ...fields,
    targets: Float64Array.from(indices, (index) => dataset.targets[index]!),
  });
}

function gather(data: Dataset["data"], indices: ArrayLike<number>, width: number): Dataset["data"] {
  const length = indices.length * width;
  const rows = data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * width;
    rows.set(data.subarray(start, start + width), i * width);
  }
  return rows;
}
