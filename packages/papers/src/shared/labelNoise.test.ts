import { rng } from "@offprint/datasets";
import { describe, expect, test } from "vitest";
import { drawLabelsAnew, drawOtherLabels } from "./labelNoise.ts";

const classes = 10;
const count = 20_000;
const clean = () => Int32Array.from({ length: count }, (_, i) => i % classes);
const disturbed = (disturb: typeof drawLabelsAnew, rate: number, seed = 1) => {
  const labels = clean();
  disturb(labels, { rate, classes, stream: rng(seed) });
  return labels;
};
const shareOfWrong = (labels: Int32Array) =>
  labels.filter((label, i) => label !== i % classes).length / count;

describe.each([
  ["from all classes", drawLabelsAnew, 0.9],
  ["from the other classes", drawOtherLabels, 1],
] as const)("a draw %s", (_, disturb, wrongAmongDrawn) => {
  test("makes the share wrong that it says", () => {
    for (const rate of [0.2, 0.6, 1]) {
      // Four standard deviations of a share of 20 000.
      expect(Math.abs(shareOfWrong(disturbed(disturb, rate)) - rate * wrongAmongDrawn)).toBeLessThan(0.0142);
    }
    expect(disturbed(disturb, 0)).toEqual(clean());
  });

  test("favours no class", () => {
    const counts = Array.from({ length: classes }, () => 0);
    for (const label of disturbed(disturb, 1)) counts[label]! += 1;
    for (const each of counts) expect(Math.abs(each / count - 0.1)).toBeLessThan(0.01);
  });

  test("comes again with the same stream, and is another with another", () => {
    expect(disturbed(disturb, 0.6)).toEqual(disturbed(disturb, 0.6));
    expect(disturbed(disturb, 0.6)).not.toEqual(disturbed(disturb, 0.6, 2));
  });
});
