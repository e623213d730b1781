import type { CheckResult, ClaimResult, ContextResult, Verdict } from "@offprint/lab";
import type { Colour, Style } from "./terminal.ts";

const looks: Record<Verdict | "untested", { mark: string; colour: Colour }> = {
  reproduced: { mark: "✓", colour: "green" },
  contradicted: { mark: "✗", colour: "red" },
  inconclusive: { mark: "?", colour: "yellow" },
  untested: { mark: "·", colour: "blue" },
};

/** "✓ reproduced", in its colour. */
export function formatVerdict(style: Style, verdict: Verdict | "untested"): string {
  const { mark, colour } = looks[verdict];
  return style.colour(colour, `${mark} ${verdict}`);
}

/** "3 ✓  1 ✗", in colours; "not verified" where nothing was. */
export function formatVerdictCounts(style: Style, results: ClaimResult[]): string {
  const counts = Object.entries(looks).flatMap(([verdict, { mark, colour }]) => {
    const count = results.filter((result) => result.verdict === verdict).length;
    return count > 0 ? [style.colour(colour, `${count} ${mark}`)] : [];
  });
  return counts.length > 0 ? counts.join("  ") : "not verified";
}

/** "+0.102 [+0.042, +0.161]", or one value where no interval is judged. */
export function formatEstimate({ estimate, interval }: ContextResult, signed = false): string {
  if (estimate === null) return "not a number";
  const digits = interval ? digitsOf(interval[1] - interval[0]) : undefined;
  const show = (value: number) => (signed && value > 0 ? "+" : "") + formatNumber(value, digits);
  return interval ? `${show(estimate)} [${interval.map(show).join(", ")}]` : show(estimate);
}

/** What is accepted: "> 0", "between 0.9 and 1.1". */
export function formatAcceptance({ above, below }: CheckResult["accept"]): string {
  if (above !== undefined && below !== undefined) {
    return `between ${formatNumber(above)} and ${formatNumber(below)}`;
  }
  return above !== undefined ? `> ${formatNumber(above)}` : `< ${formatNumber(below!)}`;
}

/** How a check came out, in a line. */
export function describeCheck(check: CheckResult): string {
  const estimate = formatEstimate(check, check.kind === "paired");
  return `${check.label}: ${estimate} (must be ${formatAcceptance(check.accept)})`;
}

/** Decimals that show a width of this size to two digits. */
function digitsOf(width: number): number | undefined {
  if (!(width > 0)) return undefined;
  const digits = 2 - Math.ceil(Math.log10(width));
  return digits > 6 ? undefined : Math.max(0, digits);
}

/** A number as people read it: a few digits, powers of ten where it is very large or small. */
export function formatNumber(value: number, decimals?: number): string {
  if (!Number.isFinite(value))
    return Number.isNaN(value) ? "not a number" : String(value).replace("Infinity", "∞");
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(2).replace("e+", "e");
  return decimals === undefined ? String(Number(value.toPrecision(4))) : value.toFixed(decimals);
}
