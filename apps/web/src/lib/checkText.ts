import type { Acceptance, CheckResult } from "@offprint/lab";

/** A measured number in a few significant digits, with a real minus sign. */
export function formatNumber(value: number, digits = 3): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e5 || size < 1e-3
      ? value.toExponential(1).replace("e+", "e")
      : String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−");
}

type Measured = Pick<CheckResult, "estimate" | "interval">;

/** "0.102 [0.042, 0.161]" */
export function measuredText({ estimate, interval }: Measured, digits?: number): string {
  if (estimate === null) return "no value";
  const measured = formatNumber(estimate, digits);
  if (!interval) return measured;
  return `${measured} [${formatNumber(interval[0], digits)}, ${formatNumber(interval[1], digits)}]`;
}

/** "above 0 and below 1.05" */
export function acceptanceText({ above, below }: Acceptance, digits?: number): string {
  const limits = [
    above !== undefined && `above ${formatNumber(above, digits)}`,
    below !== undefined && `below ${formatNumber(below, digits)}`,
  ];
  return limits.filter(Boolean).join(" and ");
}

/** What was measured and what is accepted, in as many digits as it takes to tell the numbers apart. */
export function checkTexts(check: CheckResult): { measured: string; accepted: string } {
  const { estimate, interval, accept } = check;
  const limits = [accept.above, accept.below].filter((limit) => limit !== undefined);
  const measured = [estimate, ...(interval ?? [])].filter((value) => value !== null);
  const blurred = (digits: number) =>
    measured.some((value) =>
      limits.some((limit) => value !== limit && formatNumber(value, digits) === formatNumber(limit, digits)),
    );
  let digits = 3;
  while (digits < 8 && blurred(digits)) digits++;
  return { measured: measuredText(check, digits), accepted: acceptanceText(accept, digits) };
}

/** Seconds as a reader says them: "8 s", "2 min". */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}
