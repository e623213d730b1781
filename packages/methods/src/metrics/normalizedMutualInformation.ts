import { InvalidArgumentError } from "../errors.ts";
import { checkNumbers } from "../internal/checks.ts";

/**
 * Normalised mutual information of two partitions of the same examples: 2 I(a; b) / (H(a) + H(b)), 1 where they are the
 * same up to names and 0 where neither says anything of the other. Two partitions of one part each agree: 1.
 *
 * @param first part of each example, any integers, [n]
 * @param second part of each example in the other partition, [n]
 * @returns a number in [0, 1]
 * @throws InvalidArgumentError for no examples, unequal lengths, numbers that are not integers
 *
 * Source: Strehl and Ghosh, "Cluster Ensembles" (JMLR 2002), with the arithmetic mean of the entropies.
 *
 * @example
 * const { assignment } = kMeans(embeddings, { clusters: 10, seed: 0 });
 * const nmi = normalizedMutualInformation(assignment, labels);
 */
export function normalizedMutualInformation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  checkNumbers("first", first, { integer: true });
  checkNumbers("second", second, { integer: true });
  const n = first.length;
  if (n === 0) throw new InvalidArgumentError("first", "at least one example", "none");
  if (second.length !== n) {
    throw new InvalidArgumentError("second", `${n} parts, one for each example`, second.length);
  }
  const pairs = Array.from({ length: n }, (_, i) => `${first[i]} ${second[i]}`);
  const [own, other, joint] = [entropy(first), entropy(second), entropy(pairs)];
  if (own + other === 0) return 1;
  // Rounding may leave the information just outside its range.
  return Math.min(1, Math.max(0, (2 * (own + other - joint)) / (own + other)));
}

/** In nats, of the shares of equal members. */
function entropy(members: ArrayLike<number | string>): number {
  const counts = new Map<number | string, number>();
  for (let i = 0; i < members.length; i++) counts.set(members[i]!, (counts.get(members[i]!) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / members.length;
    return sum - share * Math.log(share);
  }, 0);
}
