/** Reciprocal rank fusion counts a first place as 1 / (60 + 1). */
const softening = 60;

/**
 * Joins ranked lists into one: each list gives an item 1 / (60 + its rank), and nothing where it does not have it.
 * @param lists items in order, best first, without repetitions
 * @returns items by falling score, equal ones in ascending order
 */
export function fuseRanks(lists: readonly (readonly number[])[]): { id: number; score: number }[] {
  const scores = new Map<number, number>();
  for (const list of lists) {
    for (const [index, id] of list.entries())
      scores.set(id, (scores.get(id) ?? 0) + 1 / (softening + index + 1));
  }
  return [...scores].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score || a.id - b.id);
}
