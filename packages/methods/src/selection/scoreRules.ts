import { InvalidArgumentError } from "../errors.ts";
import { checkNumber, checkOneOf } from "../internal/checks.ts";

/** What a position is worth: "borda" m-1-p, "sntv" 1 for the first place only, "bloc" 1 for the first `blocSize` places. */
export type PositionRule = "borda" | "sntv" | "bloc";

/**
 * How much the best, second best, … chosen item of a judge counts: "sum" all alike, "cc" (Chamberlin-Courant) the
 * best alone, "harmonic" 1/j, a number q in (0, 1] the powers q^(j-1).
 */
export type Owa = "sum" | "cc" | "harmonic" | number;

/**
 * Worth of each position, [items]; it never increases.
 * @throws InvalidArgumentError for an unknown rule, or "bloc" with a size that is missing or not in 1..items
 */
export function positionWeights(rule: PositionRule, items: number, blocSize?: number): Float64Array {
  checkOneOf("rule", rule, ["borda", "sntv", "bloc"]);
  if (rule === "borda") return Float64Array.from({ length: items }, (_, p) => items - 1 - p);
  if (rule === "bloc") checkNumber("blocSize", blocSize!, { min: 1, max: items, integer: true });
  const approved = rule === "sntv" ? 1 : blocSize!;
  return new Float64Array(items).fill(1, 0, approved);
}

/**
 * Share of a judge's j-th best chosen item, [k]; it never increases.
 * @throws InvalidArgumentError for an unknown name or a number outside (0, 1]
 */
export function owaWeights(owa: Owa, k: number): Float64Array {
  const share = owaShare(owa);
  return Float64Array.from({ length: k }, (_, j) => share(j));
}

function owaShare(owa: Owa): (j: number) => number {
  if (owa === "sum") return () => 1;
  if (owa === "cc") return (j) => (j === 0 ? 1 : 0);
  if (owa === "harmonic") return (j) => 1 / (j + 1);
  if (typeof owa === "number" && owa > 0 && owa <= 1) return (j) => owa ** j;
  throw new InvalidArgumentError("owa", '"sum", "cc", "harmonic" or a number in (0, 1]', owa);
}
