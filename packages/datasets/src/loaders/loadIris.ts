import type { ClassificationDataset } from "../dataset.ts";
import { classificationTable } from "../internal/classificationTable.ts";
import type { TableOptions } from "../internal/classificationTable.ts";
import { embeddedTable } from "../internal/embeddedTable.ts";

const readIris = embeddedTable("iris.csv", () => import("../tables/iris.ts"));

/**
 * 150 iris flowers, four lengths in centimetres, three species of 50 each. The values are those of Fisher's paper,
 * which differ from the UCI file in two rows.
 *
 * @returns `data` float64 of shape [150, 4]; labels 0 setosa, 1 versicolor, 2 virginica.
 * Source: Fisher, The use of multiple measurements in taxonomic problems, 1936.
 */
export async function loadIris(options: TableOptions = {}): Promise<ClassificationDataset> {
  const source = {
    name: "Iris (R. A. Fisher, 1936), UCI",
    licence: "CC BY 4.0",
    url: "https://archive.ics.uci.edu/dataset/53/iris",
    sha256: "c76446d7595036b79f4e16e537de7ceb22c452a1adbed4f9a1498b4ba18133a7",
  };
  return classificationTable(await readIris(), ["setosa", "versicolor", "virginica"], source, options);
}
