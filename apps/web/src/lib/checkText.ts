import type { Acceptance, CheckResult } from "@offprint/lab";

/** A measured number in three digits, with a real minus sign. */
export function formatNumber(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e5 || size < 1e-3
      ? value.toExponential(1).replace("e+", "e")
      : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", "−");
}

/** "above 0 and below 1.05" */
export function acceptanceText({ above, below }: Acceptance): string {
  const limits = [
    above !== undefined && `above ${formatNumber(above)}`,
    below !== undefined && `below ${formatNumber(below)}`,
  ];
  return limits.filter(Boolean).join(" and ");
}

/** "0.102 [0.042, 0.161]" */
export function measuredText({ estimate, interval }: Pick<CheckResult, "estimate" | "interval">): string {
  if (estimate === null) return "no value";
  const measured = formatNumber(estimate);
  return interval ? `${measured} [${formatNumber(interval[0])}, ${formatNumber(interval[1])}]` : measured;
}

/** Seconds as a reader says them: "8 s", "2 min". */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}
