import { badArgument } from "../errors.ts";
import { requireInteger } from "../internal/checks.ts";
import { rng } from "../rng.ts";

/**
 * As many examples of every class, drawn at random: `rng(seed)` draws an order and the first `perClass` of each
 * class in it stay.
 *
 * @param labels class of each example, [n].
 * @returns positions in `labels`, in the random order, int32 [classes * perClass].
 * @throws DataError BAD_ARGUMENT when `perClass` is no positive integer or some class has fewer examples.
 */
export function stratifiedSubset(
  labels: ArrayLike<number>,
  options: { perClass: number; seed: number },
): Int32Array<ArrayBuffer> {
  const { perClass, seed } = options;
  requireInteger("perClass", perClass, 1);
  requireInteger("seed", seed);
  const taken = new Map<number, number>();
  const chosen = rng(seed)
    .permutation(labels.length)
    .filter((position) => {
      const label = labels[position]!;
      const before = taken.get(label) ?? 0;
      taken.set(label, Math.min(before + 1, perClass));
      return before < perClass;
    });
  const smallest = Math.min(...taken.values());
  if (smallest < perClass) {
    throw badArgument("perClass", `at most ${smallest}, the size of the smallest class`, perClass);
  }
  return chosen;
}
