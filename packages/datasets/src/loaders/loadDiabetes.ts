import { regressionDataset } from "../dataset.ts";
import type { RegressionDataset } from "../dataset.ts";
import { splitLastColumn, standardizeColumns } from "../internal/columns.ts";
import { embeddedTable } from "../internal/embeddedTable.ts";

const readDiabetes = embeddedTable("diabetes.csv", () => import("../tables/diabetes.ts"));

/**
 * 442 diabetes patients: age, sex, body mass index, blood pressure and six blood values, with the progression of
 * the disease one year later (25..346).
 *
 * @param options.scaled each column with mean 0 and sum of squares 1, as scikit-learn gives it (default true);
 *   false for the values as measured.
 * @returns `data` float64 of shape [442, 10]; `targets` as measured.
 * Source: Efron, Hastie, Johnstone and Tibshirani, Least angle regression, 2004.
 */
export async function loadDiabetes(options: { scaled?: boolean } = {}): Promise<RegressionDataset> {
  const { scaled = true } = options;
  const { features, last, featureNames } = splitLastColumn(await readDiabetes());
  if (scaled) standardizeColumns(features, featureNames, Math.sqrt(last.length));
  return regressionDataset({
    data: features,
    shape: [last.length, featureNames.length],
    targets: last,
    featureNames,
    source: {
      name: "Diabetes (B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, 2004)",
      licence: "public",
      url: "https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html",
      sha256: "461ee313b848f6288ff3f3032b02846ca3261fcb4809542d156564ecf718c0e8",
    },
  });
}
