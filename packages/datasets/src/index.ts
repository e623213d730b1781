export type {
  ClassificationDataset,
  Dataset,
  DatasetArrays,
  DatasetSource,
  RegressionDataset,
  ToArraysOptions,
} from "./dataset.ts";
export { DataError } from "./errors.ts";
export type { DataErrorCode, DataErrorDetails } from "./errors.ts";
export { brickWall } from "./generators/brickWall.ts";
export type { BrickWall, BrickWallKind } from "./generators/brickWall.ts";
export { digitsOnCanvas } from "./generators/digitsOnCanvas.ts";
export type { DigitCanvases, DigitPlacement } from "./generators/digitsOnCanvas.ts";
export { linearMdp } from "./generators/linearMdp.ts";
export type { LinearMdp } from "./generators/linearMdp.ts";
export { lowRankMatrix } from "./generators/lowRankMatrix.ts";
export type { GeneratedMatrix } from "./generators/lowRankMatrix.ts";
export { spirals } from "./generators/spirals.ts";
export { twoGaussians } from "./generators/twoGaussians.ts";
export type { LabelledPoints } from "./generators/twoGaussians.ts";
export { twoLesionRaters } from "./generators/twoLesionRaters.ts";
export type { LesionImages } from "./generators/twoLesionRaters.ts";
export type { TableOptions } from "./internal/classificationTable.ts";
export { loadBreastCancer } from "./loaders/loadBreastCancer.ts";
export { loadDiabetes } from "./loaders/loadDiabetes.ts";
export { loadDigits } from "./loaders/loadDigits.ts";
export type { DigitsScale } from "./loaders/loadDigits.ts";
export { loadIris } from "./loaders/loadIris.ts";
export { loadWine } from "./loaders/loadWine.ts";
export { rng } from "./rng.ts";
export type { Rng } from "./rng.ts";
export { classMatchedPartners } from "./splits/classMatchedPartners.ts";
export { permutedSplit } from "./splits/permutedSplit.ts";
export type { PermutedSplit, PermutedSplitOptions } from "./splits/permutedSplit.ts";
export { stratifiedSubset } from "./splits/stratifiedSubset.ts";
export { takeRows } from "./splits/takeRows.ts";
