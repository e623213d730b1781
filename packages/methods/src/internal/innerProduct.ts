import type { Rows } from "./readRows.ts";

/** Inner product of two rows. */
export function innerProduct({ width, values }: Rows, first: number, second: number): number {
  const [a, b] = [first * width, second * width];
  let product = 0;
  for (let i = 0; i < width; i++) product += values[a + i]! * values[b + i]!;
  return product;
}
