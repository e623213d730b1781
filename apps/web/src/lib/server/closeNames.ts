import { distance } from "fastest-levenshtein";

/** The names that a misspelt one may have meant, closest first. */
export function closeNames(name: string, names: string[], limit = 3): string[] {
  const wanted = name.toLowerCase();
  return names
    .map((candidate) => ({ candidate, off: mistakes(wanted, candidate) }))
    .filter(({ off }) => off <= Math.max(2, wanted.length / 3))
    .sort((a, b) => a.off - b.off)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** Edits between the names, or between the name and a part of the other one. */
function mistakes(wanted: string, candidate: string): number {
  if (wanted.length >= 3 && candidate.includes(wanted)) return 0;
  return Math.min(...[candidate, ...candidate.split("-")].map((part) => distance(wanted, part)));
}
