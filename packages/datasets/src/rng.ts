import { requireInteger } from "./internal/checks.ts";

/** A small random number source that every language can repeat bit for bit; arrays are filled row-major. */
export interface Rng {
  /** The next number of [0, 1), a multiple of 2^-32. */
  uniform(): number;
  /** The next standard normal number (Box-Muller, takes two uniforms). */
  normal(): number;
  /** The next integer of 0..n-1; n in 1..2^32, else a `DataError` BAD_ARGUMENT. */
  int(n: number): number;
  /** The next n uniforms, float64 [n]. */
  uniforms(n: number): Float64Array<ArrayBuffer>;
  /** The next n normals, float64 [n]. */
  normals(n: number): Float64Array<ArrayBuffer>;
  /** A random order of 0..n-1 (Fisher-Yates from the end), int32 [n]. */
  permutation(n: number): Int32Array<ArrayBuffer>;
}

/**
 * Random numbers for data, from a seed: mulberry32 with a state of 32 bits. Training code draws from the engine's
 * keys instead.
 *
 * @param seed any safe integer; it counts modulo 2^32.
 * @throws DataError BAD_ARGUMENT for another seed, or for a count that is no integer in range.
 * @example
 * const stream = rng(42);
 * stream.uniform(); // 0.6011037519...
 */
export function rng(seed: number): Rng {
  requireInteger("seed", seed);
  let state = seed >>> 0;

  function uniform(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  function normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  }

  function int(n: number): number {
    requireInteger("n", n, 1, 2 ** 32);
    return Math.floor(uniform() * n);
  }

  function fill(n: number, draw: () => number): Float64Array<ArrayBuffer> {
    requireInteger("n", n, 0);
    const values = new Float64Array(n);
    for (let i = 0; i < n; i++) values[i] = draw();
    return values;
  }

  function permutation(n: number): Int32Array<ArrayBuffer> {
    requireInteger("n", n, 0, 2 ** 31 - 1);
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    for (let i = n - 1; i >= 1; i--) {
      const j = int(i + 1);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }

  return {
    uniform,
    normal,
    int,
    uniforms: (n) => fill(n, uniform),
    normals: (n) => fill(n, normal),
    permutation,
  };
}
