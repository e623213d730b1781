import type { Rng } from "@offprint/datasets";
import type { Input } from "./benchCase.ts";

const elements = (shape: number[]) => shape.reduce((product, extent) => product * extent, 1);

/** Standard normal values, float32. */
export function normal(random: Rng, shape: number[]): Input {
  return { shape, values: Float32Array.from(random.normals(elements(shape))) };
}

/** Values of [0, 1), float32. */
export function uniform(random: Rng, shape: number[]): Input {
  return { shape, values: Float32Array.from(random.uniforms(elements(shape))) };
}

/** Integers of 0..below-1, int32. */
export function integers(random: Rng, shape: number[], below: number): Input {
  return { shape, values: Int32Array.from({ length: elements(shape) }, () => random.int(below)) };
}

/** The same values times a factor. */
export function scaled({ shape, values }: Input, factor: number): Input {
  return { shape, values: values.map((value) => value * factor) };
}

/** The rows of a matrix; they share its memory. */
export function rowsOf({ shape, values }: Input): Input["values"][] {
  const [count = 0, width = 0] = shape;
  return Array.from({ length: count }, (_, row) => values.subarray(row * width, (row + 1) * width));
}

/**
 * A matrix whose rows are sums of the first cosines, each weaker than the one before by a fifth: all contenders rank
 * the cosines in the same order, whatever their rounding.
 */
export function fadingCosines(random: Rng, [rows, columns]: [number, number]): Input {
  const terms = Math.min(columns, 64);
  const waves = Array.from({ length: terms }, (_, i) =>
    Float64Array.from(
      { length: columns },
      (_, j) => 0.8 ** i * Math.cos((Math.PI * i * (2 * j + 1)) / (2 * columns)),
    ),
  );
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const weights = random.normals(terms);
    for (let j = 0; j < columns; j++) {
      values[row * columns + j] = waves.reduce((sum, wave, i) => sum + weights[i]! * wave[j]!, 0);
    }
  }
  return { shape: [rows, columns], values };
}

/** Random orders of 0..columns-1, one a row, int32. */
export function permutations(random: Rng, [rows, columns]: [number, number]): Input {
  const orders = Array.from({ length: rows }, () => [...random.permutation(columns)]);
  return { shape: [rows, columns], values: Int32Array.from(orders.flat()) };
}
