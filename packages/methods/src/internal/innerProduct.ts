import type { Rows } from "./readRows.ts";

/** Inner product of a row of one set and a row of another (or the same) of equal width. */
export function innerProduct(one: Rows, first: number, other: Rows, second: number): number {
  const { width } = one;
  const [a, b] = [first * width, second * width];
  let product = 0;
  for (let i = 0; i < width; i++) product += one.values[a + i]! * other.values[b + i]!;
  return product;
}
