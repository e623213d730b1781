import { numpy as np } from "@jax-js/jax";
import { requireOneOf } from "./internal/checks.ts";

/** Where a table comes from and what it may be used for. */
export interface DatasetSource {
  name: string;
  licence: string;
  url: string;
  /** SHA-256 of the file that the table was read from, in hexadecimal. */
  sha256: string;
}

/** Which float type the arrays get. */
export interface ToArraysOptions {
  /** Default "float32". */
  dtype?: "float32" | "float64";
}

/** Engine arrays of a data set; the caller owns both. */
export interface DatasetArrays {
  /** Features, of the data set's shape. */
  x: np.Array;
  /** Labels (int32) or targets (the dtype asked for), [n]. */
  y: np.Array;
}

interface Table {
  /** Features, row-major, rows in the file's order. */
  data: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
  /** Shape of `data`; the first axis counts the examples. */
  shape: number[];
  featureNames: string[];
  source: DatasetSource;
}

/** Examples with a class each. */
export interface ClassificationDataset extends Table {
  /** Class of each example, 0..classNames.length-1, [n]. */
  labels: Int32Array<ArrayBuffer>;
  classNames: string[];
  /** New engine arrays on each call. @throws DataError BAD_ARGUMENT for another dtype. */
  toArrays(options?: ToArraysOptions): DatasetArrays;
}

/** Examples with a number each. */
export interface RegressionDataset extends Table {
  /** Number to be predicted for each example, [n]. */
  targets: Float64Array<ArrayBuffer>;
  /** New engine arrays on each call. @throws DataError BAD_ARGUMENT for another dtype. */
  toArrays(options?: ToArraysOptions): DatasetArrays;
}

export type Dataset = ClassificationDataset | RegressionDataset;

export function classificationDataset(
  fields: Omit<ClassificationDataset, "toArrays">,
): ClassificationDataset {
  return {
    ...fields,
    toArrays({ dtype = "float32" } = {}) {
      checkDtype(dtype);
      return { x: floatArray(fields.data, fields.shape, dtype), y: np.array(fields.labels) };
    },
  };
}

export function regressionDataset(fields: Omit<RegressionDataset, "toArrays">): RegressionDataset {
  return {
    ...fields,
    toArrays({ dtype = "float32" } = {}) {
      checkDtype(dtype);
      const count = fields.targets.length;
      return {
        x: floatArray(fields.data, fields.shape, dtype),
        y: floatArray(fields.targets, [count], dtype),
      };
    },
  };
}

function checkDtype(dtype: string): void {
  requireOneOf("dtype", dtype, ["float32", "float64"]);
}

function floatArray(values: Table["data"], shape: number[], dtype: "float32" | "float64"): np.Array {
  const typed = dtype === "float32" ? new Float32Array(values) : new Float64Array(values);
  return np.array(typed, { shape });
}
