import { badArgument } from "../errors.ts";

/** Throws BAD_ARGUMENT unless `value` is a safe integer in [min, max]. */
export function requireInteger(
  argument: string,
  value: number,
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw badArgument(argument, integerRange(min, max), value);
}

/** Throws BAD_ARGUMENT unless `value` is a finite number, and at least `min`. */
export function requireNumber(argument: string, value: number, min = -Infinity): void {
  if (Number.isFinite(value) && value >= min) return;
  throw badArgument(argument, min === -Infinity ? "a finite number" : `a finite number >= ${min}`, value);
}

/** Throws BAD_ARGUMENT unless `value` is one of `choices`. */
export function requireOneOf(argument: string, value: unknown, choices: readonly unknown[]): void {
  if (!choices.includes(value)) throw badArgument(argument, `one of ${choices.join(", ")}`, value);
}

function integerRange(min: number, max: number): string {
  if (min === Number.MIN_SAFE_INTEGER) return "a safe integer";
  return max === Number.MAX_SAFE_INTEGER ? `an integer >= ${min}` : `an integer in [${min}, ${max}]`;
}
