/** Three letters at a time, as pg_trgm takes them: two blanks before each word and one after. */
function trigrams(word: string): Set<string> {
  const padded = `  ${word} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, index) => padded.slice(index, index + 3)));
}

/** How much two words are alike: shared trigrams over all trigrams, from 0 to 1. */
export function trigramSimilarity(a: string, b: string): number {
  const [left, right] = [trigrams(a), trigrams(b)];
  const shared = [...left].filter((part) => right.has(part)).length;
  return shared / (left.size + right.size - shared);
}

/** Letters as a reader types them: no case, no accents. */
export function plainWord(word: string): string {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
