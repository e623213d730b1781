import { type Array, DType, numpy as np } from "@jax-js/jax";
import { checkNumber, checkOneOf, checkOptions } from "../internal/checks.ts";

/**
 * The orthonormal basis of the discrete cosine transform (type II): column i holds
 * √(2/n) c_i cos(π i (2j + 1) / (2n)) for j = 0 … n − 1, with c_0 = √½ and c_i = 1 otherwise.
 * @param n an integer >= 1
 * @param options `dtype` of the result, default float32
 * @returns [n, n], orthogonal
 * @throws InvalidArgumentError if `n` is not an integer >= 1, or the dtype none of floats
 */
export function dctMatrix(n: number, options: { dtype?: DType } = {}): Array {
  const { dtype = DType.Float32 } = checkOptions(options);
  checkNumber("n", n, { min: 1, integer: true });
  checkOneOf("dtype", dtype, [DType.Float16, DType.Float32, DType.Float64]);
  // The cosine has period 4n in i (2j + 1): a table keeps the n² entries cheap and exact.
  const cosines = Float64Array.from({ length: 4 * n }, (_, k) => Math.cos((Math.PI * k) / (2 * n)));
  const values = dtype === DType.Float64 ? new Float64Array(n * n) : new Float32Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const scale = Math.sqrt((i === 0 ? 1 : 2) / n);
      values[j * n + i] = scale * cosines[(i * (2 * j + 1)) % (4 * n)]!;
    }
  }
  return np.array(values).reshape([n, n]).astype(dtype);
}
