import type { ClassificationDataset } from "../dataset.ts";
import { classificationTable } from "../internal/classificationTable.ts";
import type { TableOptions } from "../internal/classificationTable.ts";
import { embeddedTable } from "../internal/embeddedTable.ts";

const readWine = embeddedTable("wine.csv", () => import("../tables/wine.ts"));

/**
 * 178 Italian wines, 13 chemical measurements, three cultivars (59, 71 and 48 wines).
 *
 * @returns `data` float64 of shape [178, 13]; labels 0..2.
 * Source: Forina et al., PARVUS; UCI, Wine.
 */
export async function loadWine(options: TableOptions = {}): Promise<ClassificationDataset> {
  const source = {
    name: "Wine (M. Forina et al.), UCI",
    licence: "CC BY 4.0",
    url: "https://archive.ics.uci.edu/dataset/109/wine",
    sha256: "b256922238628c57c57d0b2bcae49e8316143883ea70711f99bca0aa563cf204",
  };
  return classificationTable(await readWine(), ["cultivar 1", "cultivar 2", "cultivar 3"], source, options);
}
