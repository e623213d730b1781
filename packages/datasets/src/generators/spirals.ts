import { requireInteger, requireNumber } from "../internal/checks.ts";
import { rng } from "../rng.ts";
import type { LabelledPoints } from "./twoGaussians.ts";

/**
 * Interleaved spirals in the unit disc, one for each class, the classes one after the other.
 *
 * @param options.perClass points of each class, default 100.
 * @param options.classes number of arms, default 2.
 * @param options.turns how often an arm winds round the origin, default 1.5.
 * @param options.noise standard deviation of the Gaussian noise on each coordinate, >= 0, default 0.05.
 * @returns `data` of shape [classes * perClass, 2].
 * @throws DataError BAD_ARGUMENT for an option out of range.
 */
export function spirals(
  seed: number,
  options: { perClass?: number; classes?: number; turns?: number; noise?: number } = {},
): LabelledPoints {
  const { perClass = 100, classes = 2, turns = 1.5, noise = 0.05 } = options;
  requireInteger("perClass", perClass, 1);
  requireInteger("classes", classes, 1);
  requireNumber("turns", turns);
  requireNumber("noise", noise, 0);
  const count = classes * perClass;
  const data = rng(seed)
    .normals(count * 2)
    .map((normal) => noise * normal);
  const labels = Int32Array.from({ length: count }, (_, i) => Math.floor(i / perClass));
  labels.forEach((label, i) => {
    const radius = ((i % perClass) + 0.5) / perClass;
    const angle = 2 * Math.PI * (label / classes + turns * radius);
    data[2 * i]! += radius * Math.cos(angle);
    data[2 * i + 1]! += radius * Math.sin(angle);
  });
  return { data, shape: [count, 2], labels };
}
