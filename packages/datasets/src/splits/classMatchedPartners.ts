import type { Rng } from "../rng.ts";

/**
 * A second view of the same class for every example of a split: the partner is drawn uniformly from the examples
 * of that class, itself included, in the order of the split.
 *
 * @param labels class of each example of the split, [n].
 * @param stream where the draws come from, one for each example.
 * @returns positions in `labels`, int32 [n].
 */
export function classMatchedPartners(labels: ArrayLike<number>, stream: Rng): Int32Array<ArrayBuffer> {
  const members = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    const sameClass = members.get(label);
    if (sameClass) sameClass.push(i);
    else members.set(label, [i]);
  }
  return Int32Array.from(labels, (label) => {
    const sameClass = members.get(label)!;
    return sameClass[stream.int(sameClass.length)]!;
  });
}
