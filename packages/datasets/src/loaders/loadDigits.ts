import { classificationDataset } from "../dataset.ts";
import type { ClassificationDataset } from "../dataset.ts";
import { requireOneOf } from "../internal/checks.ts";
import { splitLastColumn } from "../internal/columns.ts";
import { embeddedTable } from "../internal/embeddedTable.ts";

const readDigits = embeddedTable("digits.csv.gz", () => import("../tables/digits.ts"));

/** The range that pixels are mapped to, from the file's 0..16. */
export type DigitsScale = "0-1" | "raw" | "-1-1";

const pixelMaps: Record<DigitsScale, (pixel: number) => number> = {
  "0-1": (pixel) => pixel / 16,
  raw: (pixel) => pixel,
  "-1-1": (pixel) => (pixel - 8) / 8,
};

/**
 * 1797 handwritten digits of 8 by 8 pixels with labels 0..9.
 *
 * @param options.scale pixels in [0, 1] (default), as in the file (integers 0..16), or in [-1, 1].
 * @returns `data` float32 (exact in every scale) of shape [1797, 8, 8], each image row-major.
 * @throws DataError BAD_ARGUMENT for another scale.
 * Source: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits (its test part), UCI, 1998.
 */
export async function loadDigits(options: { scale?: DigitsScale } = {}): Promise<ClassificationDataset> {
  const { scale = "0-1" } = options;
  requireOneOf("scale", scale, Object.keys(pixelMaps));
  const { features, last, featureNames } = splitLastColumn(await readDigits());
  return classificationDataset({
    data: Float32Array.from(features, pixelMaps[scale]),
    shape: [last.length, 8, 8],
    labels: Int32Array.from(last),
    featureNames,
    classNames: Array.from({ length: 10 }, (_, digit) => String(digit)),
    source: {
      name: "Optical Recognition of Handwritten Digits, test part (E. Alpaydin, C. Kaynak, 1998), UCI",
      licence: "CC BY 4.0",
      url: "https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits",
      sha256: "ad8bdbd5ae0e92f68033108f331b6fae4be0990d250e01d6b959a6bb81e7832c",
    },
  });
}
