/** Small vectors as lists of plain numbers, for methods whose loops are sequential and tiny. */
import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkNumbers, checkShape } from "./checks.ts";

export type Vector = readonly number[];

export function zeros(length: number): number[] {
  return globalThis.Array.from({ length }, () => 0);
}

export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Euclidean length. */
export function norm(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

export function squaredDistance(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}

/** a + scale · b */
export function addScaled(a: Vector, scale: number, b: Vector): number[] {
  return a.map((x, i) => x + scale * b[i]!);
}

/**
 * A vector given as an engine array (consumed, unless it is refused) or as a list of numbers.
 * @throws InvalidArgumentError for another length or an element that is not finite
 */
export function takeVector(argument: string, x: Array | ArrayLike<number>, length: number): number[] {
  const fromEngine = isEngineArray(x);
  const list = fromEngine ? readVector(argument, x, length) : x;
  checkNumbers(argument, list);
  if (list.length !== length) {
    throw new InvalidArgumentError(argument, `${length} numbers`, `${list.length} numbers`);
  }
  if (fromEngine) x.dispose();
  return globalThis.Array.from(list);
}

function isEngineArray(x: Array | ArrayLike<number>): x is Array {
  return typeof x === "object" && x !== null && "ref" in x;
}

function readVector(argument: string, x: Array, length: number): ArrayLike<number> {
  checkShape(argument, x, [length]);
  checkFloat(argument, x);
  return x.ref.dataSync();
}

/** Checks numbers that have been read already. */
export function checkFinite(argument: string, values: ArrayLike<number>): void {
  for (let at = 0; at < values.length; at++) {
    if (Number.isFinite(values[at])) continue;
    throw new InvalidArgumentError(argument, "finite values", `${values[at]} at flat index ${at}`);
  }
}
