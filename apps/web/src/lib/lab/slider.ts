import type { RangeControl } from "@offprint/lab";

/** Positions of a slider on a log scale. */
const logSteps = 100;

/** What the slider of a control looks like: its own units, or a hundred even steps of the logarithm. */
export function sliderOf({ min, max, step, scale }: RangeControl): {
  min: number;
  max: number;
  step: number;
} {
  return scale === "log" ? { min: 0, max: logSteps, step: 1 } : { min, max, step };
}

export function positionOf(control: RangeControl, value: number): number {
  if (control.scale !== "log") return value;
  return (Math.log(value / control.min) / Math.log(control.max / control.min)) * logSteps;
}

/** The value at a position, in three digits on a log scale and always within the limits. */
export function valueAt(control: RangeControl, position: number): number {
  if (control.scale !== "log") return position;
  const { min, max, step } = control;
  const exact = min * (max / min) ** (position / logSteps);
  const rounded = Number.isInteger(step) ? Math.round(exact) : Number(exact.toPrecision(3));
  return Math.min(max, Math.max(min, rounded));
}
