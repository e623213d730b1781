import { type Examples, rowOf } from "./examples.ts";

/** Two directions at a right angle, of length 1. */
export type Plane = [number[], number[]];

export type Point = [number, number];

/** Where a vector lies in a plane. */
export const shadowOf = (vector: number[], [right, up]: Plane): Point => [
  dot(vector, right),
  dot(vector, up),
];

/**
 * The plane that all rules are shown in: two-dimensional examples as they are, else to the right the first step, which
 * all rules share, and upwards what its mistakes push towards.
 */
export function sharedPlane(examples: Examples): Plane {
  if (examples.dim === 2) return ownAxes;
  const signed = signedExamples(examples);
  const first = sum(signed);
  const wrong = signed.filter((row) => dot(row, first) <= 0);
  return planeThrough(first, sum(wrong.length > 0 ? wrong : signed.slice(0, 1)));
}

/** The plane that shows one separator upright: examples lie as high as their distance from it. */
export function planeOf(theta: number[], examples: Examples): Plane {
  if (examples.dim === 2) return ownAxes;
  const [up, right] = planeThrough(theta, sum(signedExamples(examples)));
  return [right, up];
}

export function dot(a: number[], b: number[]): number {
  return a.reduce((total, x, i) => total + x * b[i]!, 0);
}

const ownAxes: Plane = [
  [1, 0],
  [0, 1],
];

/** The first axis along `first`, the second along what `second` adds, or else along the first coordinate that adds something. */
function planeThrough(first: number[], second: number[]): Plane {
  const one = unit(first);
  const rest = (vector: number[]) => vector.map((x, i) => x - dot(vector, one) * one[i]!);
  const coordinate = one.map((_, i) => (i === 0 ? 1 : 0));
  const other = rest(second);
  return [one, unit(length(other) > 1e-6 * length(second) ? other : rest(coordinate))];
}

function signedExamples(examples: Examples): number[][] {
  return Array.from({ length: examples.count }, (_, i) =>
    rowOf(examples, i).map((x) => x * examples.labels[i]!),
  );
}

const length = (vector: number[]) => Math.sqrt(dot(vector, vector));
const unit = (vector: number[]) => vector.map((x) => x / (length(vector) || 1));
const sum = (rows: number[][]) =>
  rows.reduce((total, row) => total.map((x, i) => x + row[i]!), rows[0]!.map(() => 0)); // prettier-ignore
