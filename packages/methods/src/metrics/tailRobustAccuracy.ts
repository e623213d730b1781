import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkNumber, checkOptions } from "../internal/checks.ts";
import { takeVector } from "../internal/vectors.ts";

export interface TailRobustAccuracyOptions {
  /** Share of the classes that are the tail, in (0, 1]. Default 0.3. */
  fraction?: number;
}

/**
 * Mean accuracy of the worst classes: of the max(1, ⌊fraction · K + 0.5⌋) smallest of K values. With robust
 * accuracies and the default fraction it is RA-Tail-30. A measurement: it reads the values, so it is no part of a
 * compiled program.
 *
 * @param perClassAccuracy one finite value per class, float [K] (consumed, unless it is refused) or a list of numbers
 * @returns a number between the smallest value and the mean of all
 * @throws InvalidArgumentError for no classes, a value that is not finite (leave out a class without examples), and a
 * fraction outside (0, 1]
 *
 * Source: Sow et al., "Doubly Robust Instance-Reweighted Adversarial Training" (ICLR 2024), RA-Tail-30.
 *
 * @example
 * tailRobustAccuracy([0.9, 0.2, 0.6, 0.7, 0.4]); // two of five classes: 0.3
 */
export function tailRobustAccuracy(
  perClassAccuracy: Array | ArrayLike<number>,
  options: TailRobustAccuracyOptions = {},
): number {
  const { fraction = 0.3 } = checkOptions(options);
  checkNumber("fraction", fraction, { above: 0, max: 1 });
  const ascending = takeAccuracies(perClassAccuracy).sort((a, b) => a - b);
  const tail = ascending.slice(0, Math.max(1, Math.floor(fraction * ascending.length + 0.5)));
  return tail.reduce((sum, accuracy) => sum + accuracy, 0) / tail.length;
}

function takeAccuracies(given: Array | ArrayLike<number>): number[] {
  const name = "perClassAccuracy";
  const count =
    typeof given === "object" && given !== null && "shape" in given ? given.shape[0] : given?.length;
  if (!count) throw new InvalidArgumentError(name, "at least one value", given);
  return takeVector(name, given, count);
}
