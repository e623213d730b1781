import { type Frame, line } from "@offprint/lab";
import type { Values } from "./controls.ts";

/** Where the truth and the teachers stand in the picture of one coordinate. */
export const marks = { truth: 0, tough: 0.05, tolerant: -0.1 };
const reach = 0.25;

/** Loss of one coordinate and its slope. */
export interface OneCoordinate {
  loss: number;
  slope: number;
}

type Settings = Pick<Values, "beta" | "toughWeight" | "tolWeight">;

/** KD-Loss of one coordinate that is predicted at p, for the truth and the teachers at their marks. */
export function kdLossAt(p: number, { beta, toughWeight, tolWeight }: Settings): OneCoordinate {
  const [d, side] = [Math.abs(p - marks.truth), Math.sign(p - marks.truth)];
  const tough = assistance(d, Math.abs(marks.tough - marks.truth), 1.9, -0.45, beta);
  const tolerant = assistance(d, Math.abs(marks.tolerant - marks.truth), 1.8, -0.4, beta);
  const main = mainLossAt(p);
  return {
    loss: main.loss + toughWeight * tough.loss + tolWeight * tolerant.loss,
    slope: main.slope + side * (toughWeight * tough.slope + tolWeight * tolerant.slope),
  };
}

/** The main loss of the same coordinate, with its weight 2. */
export function mainLossAt(p: number): OneCoordinate {
  const [d, side] = [Math.abs(p - marks.truth), Math.sign(p - marks.truth)];
  const e = Math.abs(marks.tolerant - marks.truth);
  return d <= e
    ? { loss: 6 * d, slope: 6 * side }
    : { loss: 2 * (d * d + 3 * e - e * e), slope: 4 * d * side };
}

/** What a teacher with the error r adds at the distance d, and its derivative with respect to d. */
function assistance(d: number, r: number, outer: number, inner: number, beta: number): OneCoordinate {
  if (d > r) return { loss: outer * (d - r), slope: outer };
  return d > 0 && d >= beta * r ? { loss: inner * (r - d), slope: -inner } : { loss: 0, slope: 0 };
}

/** Loss and slope against the prediction, with and without the teachers. */
export function lossShape(settings: Settings): Frame[] {
  const curve = (value: (p: number) => number) =>
    Array.from({ length: 401 }, (_, i): [number, number] => {
      const p = (i / 200 - 1) * reach;
      return [p, value(p)];
    });
  const all = (p: number) => kdLossAt(p, settings);
  return [
    line(
      "shape",
      curve((p) => all(p).loss),
    ),
    line(
      "shape",
      curve((p) => mainLossAt(p).loss),
      "main loss",
    ),
    line(
      "slope",
      curve((p) => all(p).slope),
    ),
    line(
      "slope",
      curve((p) => mainLossAt(p).slope),
      "main loss",
    ),
  ];
}
