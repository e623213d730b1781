import { line, type Metrics, type PlotFrame, type Plots } from "@offprint/lab";
import { type ClassAccuracy, digitBars } from "../shared/classAccuracy.ts";

export const plots: Plots = {
  byDigit: {
    kind: "bars",
    title: "Each digit under attack",
    x: "Digit, from the most to the least frequent in training",
    y: { label: "Share of test images", include: [0, 1] },
    notice:
      "Adversarial training gives up the rare digits on the right; 8 and 9 often end at nothing. Weights lift the " +
      "middle, mostly 5 to 7, for a little less on the left; only small r reach 8 and 9.",
  },
  course: {
    kind: "line",
    title: "Accuracy under attack",
    x: { label: "Epoch", include: [0] },
    y: { label: "Share of test images", include: [0] },
    notice:
      "All digits, and the mean over the three that do worst. Weights help the worst first; the mean over all digits " +
      "follows, since the rare digits are as frequent in the test as any.",
  },
  weights: {
    kind: "line",
    title: "Weights of the last batch",
    x: { label: "Examples, heaviest first", include: [1] },
    y: { label: "Weight", include: [0, 2] },
    notice:
      "Every example has weight 1 in adversarial training. The smaller r, the more of the batch's weight sits on a " +
      "few badly attacked examples, and the steeper the curve.",
  },
  outcome: {
    kind: "text",
    title: "Outcome",
    notice: "The trained networks on 600 test images, of all digits alike.",
  },
};

/** Share of the images of each digit that withstand the attack. */
export function digitFrame(shares: ClassAccuracy): PlotFrame {
  return { kind: "bars", plot: "byDigit", bars: digitBars(shares) };
}

export function courseFrames(epoch: number, { robust, tail }: Metrics): PlotFrame[] {
  return [
    line("course", [[epoch, robust!]], "all digits"),
    line("course", [[epoch, tail!]], "three worst digits"),
  ];
}

export function weightFrame(weights: number[]): PlotFrame {
  const sorted = weights.toSorted((a, b) => b - a);
  return {
    ...line(
      "weights",
      sorted.map((weight, i) => [i + 1, weight]),
    ),
    reset: true,
  };
}

export function outcomeFrame({ clean, robust, tail }: Metrics): PlotFrame {
  const percent = (share: number | undefined) => `${(100 * share!).toFixed(1)} %`;
  const text =
    `${percent(clean)} of the test images right; under attack ${percent(robust)}, and ${percent(tail)} of the ` +
    "three worst digits.";
  return { kind: "text", plot: "outcome", text };
}
