import type { MarginLossKind } from "@offprint/methods/losses";

type Curve = [number, number][];

const grid = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

const losses: Record<MarginLossKind, (s: number) => number> = {
  logistic: (s) => Math.log1p(Math.exp(-s)),
  hinge: (s) => Math.max(0, 1 - s),
  exponential: (s) => Math.exp(-s),
};

/** Minus the derivative. */
const pulls: Record<MarginLossKind, (s: number) => number> = {
  logistic: (s) => 1 / (1 + Math.exp(s)),
  hinge: () => 1,
  exponential: (s) => Math.exp(-s),
};

/** The pull of a fixed loss against the margin, from right to left; that of hinge falls to 0 at 1. */
export function fixedPullCurve(kind: MarginLossKind): Curve {
  return grid(kind === "hinge" ? 1 : 4, -1, 61).map((s) => [s, pulls[kind](s)]);
}

/** A fixed loss from one margin to another. */
export function fixedLossCurve(kind: MarginLossKind, from: number, to: number): Curve {
  return grid(from, to, 61).map((s) => [s, losses[kind](s)]);
}

const impliedPoints = 24;

/**
 * A loss that has the given derivatives, from one margin to another, where it is 0: the integral of the staircase that
 * steps up to each derivative at its margin. Outside the batch's margins the first and the last slope go on.
 */
export function impliedLossCurve(
  margins: readonly number[],
  derivatives: readonly number[],
  from: number,
  to: number,
): Curve {
  const steps = margins
    .map((margin, i) => ({ margin, slope: derivatives[i]! }))
    .sort((a, b) => a.margin - b.margin);
  const end = integral(steps, to);
  return grid(from, to, impliedPoints).map((s) => [s, integral(steps, s) - end]);
}

/** Of the staircase, from the smallest margin to s. */
function integral(steps: { margin: number; slope: number }[], s: number): number {
  const [first] = steps as [{ margin: number; slope: number }];
  if (s <= first.margin) return first.slope * (s - first.margin);
  let sum = 0;
  for (const [i, { margin, slope }] of steps.entries()) {
    const end = Math.min(s, steps[i + 1]?.margin ?? s);
    if (end <= margin) break;
    sum += slope * (end - margin);
  }
  return sum;
}
