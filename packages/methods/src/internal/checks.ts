/**
 * Argument checks shared by all methods. They look at shapes, dtypes and options only: reading values back
 * from a device belongs into a method's `validate…` function.
 */
import { type Array, DType } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";

const isArray = (value: unknown): value is Array =>
  typeof value === "object" && value !== null && "shape" in value && "dtype" in value && "ref" in value;

/**
 * Checks rank and extents.
 * @param pattern one entry per axis: a number is that extent, a string any extent ("n", "classes"; an equal name twice must agree).
 * @returns the extents of the named axes
 */
export function checkShape<const Pattern extends readonly (number | string)[]>(
  argument: string,
  x: Array,
  pattern: Pattern,
): Record<Extract<Pattern[number], string>, number> {
  const expected = `an array of shape [${pattern.join(", ")}]`;
  if (!isArray(x)) throw new InvalidArgumentError(argument, expected, typeof x);
  const received = () => `shape [${x.shape.join(", ")}]`;
  if (x.ndim !== pattern.length) throw new InvalidArgumentError(argument, expected, received());
  const extents: Record<string, number> = {};
  for (const [axis, want] of pattern.entries()) {
    const extent = x.shape[axis]!;
    const known = typeof want === "number" ? want : (extents[want] ?? extent);
    if (extent !== known) throw new InvalidArgumentError(argument, expected, received());
    if (typeof want === "string") extents[want] = extent;
  }
  return extents;
}

/** Checks for an engine array, of whatever shape. */
function checkArray(argument: string, x: Array): void {
  if (!isArray(x)) throw new InvalidArgumentError(argument, "an array", x);
}

/** Checks that `x` has exactly the shape of another argument. */
export function checkSameShape(argument: string, x: Array, other: string, reference: Array): void {
  checkArray(argument, x);
  const same = x.ndim === reference.ndim && x.shape.every((extent, axis) => extent === reference.shape[axis]);
  if (same) return;
  const expected = `the shape of ${other}, [${reference.shape.join(", ")}]`;
  throw new InvalidArgumentError(argument, expected, `shape [${x.shape.join(", ")}]`);
}

/** Checks for an array of at least one element along every axis. */
export function checkNotEmpty(argument: string, x: Array): void {
  checkArray(argument, x);
  if (x.size === 0) {
    throw new InvalidArgumentError(argument, "at least one element", `shape [${x.shape.join(", ")}]`);
  }
}

/** Checks for a floating-point array (float16, float32 or float64). */
export function checkFloat(argument: string, x: Array): void {
  checkArray(argument, x);
  if (x.dtype !== DType.Float16 && x.dtype !== DType.Float32 && x.dtype !== DType.Float64) {
    throw new InvalidArgumentError(argument, "a floating-point array", x.dtype);
  }
}

/** Checks for an int32 or uint32 array: labels, indices, rankings. */
export function checkInteger(argument: string, x: Array): void {
  checkArray(argument, x);
  if (x.dtype !== DType.Int32 && x.dtype !== DType.Uint32) {
    throw new InvalidArgumentError(argument, "an int32 array", x.dtype);
  }
}

/** Checks for an array of truth values. */
export function checkBoolean(argument: string, x: Array): void {
  checkArray(argument, x);
  if (x.dtype !== DType.Bool) throw new InvalidArgumentError(argument, "a bool array", x.dtype);
}

/** Checks for an engine key: uint32 [2], as `random.key` makes it. */
export function checkKey(argument: string, key: Array): void {
  checkShape(argument, key, [2]);
  if (key.dtype !== DType.Uint32) throw new InvalidArgumentError(argument, "a random key", key.dtype);
}

/**
 * Checks for a record of options: one that was forgotten, or a number in its place, gets an error of its own.
 * @returns the options
 */
export function checkOptions<Options extends object>(options: Options): Options {
  if (typeof options === "object" && options !== null && !globalThis.Array.isArray(options)) {
    if (!isArray(options)) return options;
  }
  throw new InvalidArgumentError("options", "a record of options", options);
}

/** Checks a list of plain numbers (or a typed array): each finite, and inside the bounds. */
export function checkNumbers(argument: string, values: ArrayLike<number>, bounds: Bounds = {}): void {
  if (!globalThis.Array.isArray(values) && !ArrayBuffer.isView(values)) {
    throw new InvalidArgumentError(argument, "a list of numbers", values);
  }
  for (let at = 0; at < values.length; at++) checkNumber(argument, values[at]!, bounds);
}

/** Checks an option that is on or off. */
export function checkFlag(argument: string, value: boolean): void {
  checkOneOf(argument, value, [true, false]);
}

interface Bounds {
  /** Smallest value allowed. */
  min?: number;
  /** Value that must be exceeded. */
  above?: number;
  /** Largest value allowed. */
  max?: number;
  /** Value that must not be reached. */
  below?: number;
  integer?: boolean;
}

/** Checks a numeric option: finite, and inside the bounds. */
export function checkNumber(argument: string, value: number, bounds: Bounds = {}): void {
  const { min = -Infinity, above = -Infinity, max = Infinity, below = Infinity, integer = false } = bounds;
  const inside =
    Number.isFinite(value) &&
    value >= min &&
    value > above &&
    value <= max &&
    value < below &&
    (!integer || Number.isInteger(value));
  if (!inside) throw new InvalidArgumentError(argument, boundsInWords(bounds), value);
}

function boundsInWords({ min, above, max, below, integer }: Bounds): string {
  const limits = [
    min !== undefined && `>= ${min}`,
    above !== undefined && `> ${above}`,
    max !== undefined && `<= ${max}`,
    below !== undefined && `< ${below}`,
  ].filter(Boolean);
  return [integer ? "an integer" : "a finite number", limits.join(" and ")].filter(Boolean).join(" ");
}

/** Checks a string (or small numeric) option against its choices. */
export function checkOneOf<const T>(argument: string, value: T, choices: readonly T[]): void {
  if (!choices.includes(value)) {
    throw new InvalidArgumentError(
      argument,
      `one of ${choices.map((c) => JSON.stringify(c)).join(", ")}`,
      value,
    );
  }
}

/**
 * Value check for `validate…` functions: every element finite. Borrows `x`.
 * @throws InvalidArgumentError naming the first offending element
 */
export async function validateFinite(argument: string, x: Array): Promise<void> {
  const values = await x.ref.data();
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new InvalidArgumentError(argument, "finite values", `${values[at]} at flat index ${at}`);
}

/**
 * Value check for `validate…` functions: integers in [0, count). Borrows `labels`.
 * @throws InvalidArgumentError naming the first offending element
 */
export async function validateIndices(argument: string, labels: Array, count: number): Promise<void> {
  const values = await labels.ref.data();
  const at = values.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < count));
  if (at >= 0) {
    throw new InvalidArgumentError(
      argument,
      `integers in 0..${count - 1}`,
      `${values[at]} at flat index ${at}`,
    );
  }
}

/**
 * Value check for `validate…` functions: every element finite and above 0. Borrows `x`.
 * @throws InvalidArgumentError naming the first offending element
 */
export async function validatePositive(argument: string, x: Array): Promise<void> {
  const values = await x.ref.data();
  const at = values.findIndex((value) => !(value > 0 && value < Infinity));
  if (at < 0) return;
  throw new InvalidArgumentError(argument, "finite values > 0", `${values[at]} at flat index ${at}`);
}

/**
 * Value check for `validate…` functions: no index twice. Borrows `indices`.
 * @throws InvalidArgumentError naming the first repetition
 */
export async function validateDistinct(argument: string, indices: Array): Promise<void> {
  const seen = new Set<number>();
  for (const [at, index] of (await indices.ref.data()).entries()) {
    if (seen.has(index)) {
      throw new InvalidArgumentError(argument, "distinct indices", `${index} again at ${at}`);
    }
    seen.add(index);
  }
}
