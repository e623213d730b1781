import { type Array, DType, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkNotEmpty } from "../internal/checks.ts";

/**
 * Orthonormal discrete cosine transform (type II) of the last axis, by one FFT of the reordered entries
 * (Makhoul 1980): x @ {@link dctMatrix}(n) in O(n log n).
 * @param x [..., n], floating point
 * @returns same shape and dtype
 * @throws InvalidArgumentError for a scalar, an empty or an integer array
 */
export function dct(x: Array): Array {
  checkSignal(x);
  const { n, dtype } = lastAxis(x);
  const order = np.array(evenThenOddReversed(n));
  const { real, imag } = forward(np.take(x, order, -1));
  const { cosines, sines } = twiddles(n, dtype, (k) => amplitude(k, n));
  return real.mul(cosines).add(imag.mul(sines));
}

/**
 * Inverse of {@link dct} (the orthonormal type III transform): x @ {@link dctMatrix}(n)ᵀ.
 * @param x [..., n], floating point
 * @returns same shape and dtype
 * @throws InvalidArgumentError for a scalar, an empty or an integer array
 */
export function idct(x: Array): Array {
  checkSignal(x);
  const { n, dtype } = lastAxis(x);
  // The spectrum of the reordered entries is (X_k − i X_{n−k}) e^{iπk/2n} over the amplitudes, with X_n = 0.
  const mirrored = np.take(x.ref, np.array(Int32Array.from({ length: n }, (_, k) => (n - k) % n)), -1);
  const own = twiddles(n, dtype, (k) => 1 / amplitude(k, n));
  const mirror = twiddles(n, dtype, (k) => (k === 0 ? 0 : 1 / amplitude(n - k, n)));
  const real = x.ref.mul(own.cosines).add(mirrored.ref.mul(mirror.sines));
  const imag = x.mul(own.sines).sub(mirrored.mul(mirror.cosines));
  const { real: entries, imag: nothing } = np.fft.ifft({ real, imag });
  nothing.dispose();
  return np.take(entries, np.array(inverseOf(evenThenOddReversed(n))), -1);
}

function checkSignal(x: Array): void {
  checkFloat("x", x);
  if (x.ndim === 0) throw new InvalidArgumentError("x", "an array of shape [..., n]", "a scalar");
  checkNotEmpty("x", x);
}

const lastAxis = (x: Array) => ({ n: x.shape[x.ndim - 1]!, dtype: x.dtype });

const forward = (real: Array) => np.fft.fft({ imag: np.zerosLike(real.ref), real });

/** 0, 2, 4, … and then the odd indices from the largest down. */
function evenThenOddReversed(n: number): Int32Array<ArrayBuffer> {
  const half = Math.ceil(n / 2);
  return Int32Array.from({ length: n }, (_, k) => (k < half ? 2 * k : 2 * (n - k) - 1));
}

function inverseOf(order: Int32Array): Int32Array<ArrayBuffer> {
  const inverse = new Int32Array(order.length);
  for (const [position, index] of order.entries()) inverse[index] = position;
  return inverse;
}

/** What makes the k-th cosine a unit vector. */
const amplitude = (k: number, n: number) => Math.sqrt((k === 0 ? 1 : 2) / n);

/** scale(k) · cos and sin of πk / 2n, for k = 0 … n − 1. */
function twiddles(n: number, dtype: DType, scale: (k: number) => number): { cosines: Array; sines: Array } {
  const table = (wave: (angle: number) => number) => {
    const values = Float64Array.from({ length: n }, (_, k) => scale(k) * wave((Math.PI * k) / (2 * n)));
    return np.array(dtype === DType.Float64 ? values : Float32Array.from(values)).astype(dtype);
  };
  return { cosines: table(Math.cos), sines: table(Math.sin) };
}
