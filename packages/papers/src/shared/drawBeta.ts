import type { Rng } from "@offprint/datasets";

/** The next draw of the beta distribution with both shapes > 0, in [0, 1]: the factors of mixup. */
export function drawBeta(stream: Rng, first: number, second: number): number {
  const [x, y] = [drawGamma(stream, first), drawGamma(stream, second)];
  return x / (x + y);
}

/** The next draw of the gamma distribution with the given shape > 0 and scale 1 (Marsaglia and Tsang 2000). */
export function drawGamma(stream: Rng, shape: number): number {
  // Small shapes by way of the next larger one; 1 − uniform is never 0.
  if (shape < 1) return drawGamma(stream, shape + 1) * (1 - stream.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const z = stream.normal();
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - stream.uniform()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
