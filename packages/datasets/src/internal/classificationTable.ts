import { classificationDataset } from "../dataset.ts";
import type { ClassificationDataset, DatasetSource } from "../dataset.ts";
import { splitLastColumn, standardizeColumns } from "./columns.ts";
import type { NumberTable } from "./parseCsv.ts";

/** How the columns of a table of measurements come. */
export interface TableOptions {
  /** Each column with mean 0 and population standard deviation 1 over all rows; default false. */
  standardize?: boolean;
}

/** A table whose last column is the class, as a data set of shape [rows, columns - 1] in float64. */
export function classificationTable(
  table: NumberTable,
  classNames: string[],
  source: DatasetSource,
  { standardize = false }: TableOptions,
): ClassificationDataset {
  const { features, last, featureNames } = splitLastColumn(table);
  if (standardize) standardizeColumns(features, featureNames);
  return classificationDataset({
    data: features,
    shape: [last.length, featureNames.length],
    labels: Int32Array.from(last),
    featureNames,
    classNames,
    source,
  });
}
