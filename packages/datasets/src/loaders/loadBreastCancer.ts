import type { ClassificationDataset } from "../dataset.ts";
import { classificationTable } from "../internal/classificationTable.ts";
import type { TableOptions } from "../internal/classificationTable.ts";
import { embeddedTable } from "../internal/embeddedTable.ts";

const readBreastCancer = embeddedTable("breast_cancer.csv", () => import("../tables/breastCancer.ts"));

/**
 * 569 breast tumours, 30 measurements of cell nuclei, 212 malignant and 357 benign.
 *
 * @returns `data` float64 of shape [569, 30]; labels 0 malignant, 1 benign.
 * Source: Wolberg, Street and Mangasarian; UCI, Breast Cancer Wisconsin (Diagnostic).
 */
export async function loadBreastCancer(options: TableOptions = {}): Promise<ClassificationDataset> {
  const source = {
    name: "Breast Cancer Wisconsin, Diagnostic (W. Wolberg, N. Street, O. Mangasarian), UCI",
    licence: "CC BY 4.0",
    url: "https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic",
    sha256: "5c3e458a6f8780b7dd2bc07e65dc975d149b6f8324cb7442a6ead4c5c9858d07",
  };
  return classificationTable(await readBreastCancer(), ["malignant", "benign"], source, options);
}
