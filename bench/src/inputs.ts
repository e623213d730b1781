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
