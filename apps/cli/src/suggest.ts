import { distance } from "fastest-levenshtein";
import { UsageError } from "./errors.ts";

/** The known names that are closest to a mistyped one, closest first; none if all are far. */
export function closeNames(name: string, known: string[]): string[] {
  const limit = Math.max(2, Math.ceil(name.length * 0.4));
  return known
    .map((candidate) => ({ candidate, far: farness(name, candidate) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Edit distance; a name that is a part of the other is close whatever its length. */
function farness(name: string, candidate: string): number {
  const [a, b] = [name.toLowerCase(), candidate.toLowerCase()];
  return a.length > 2 && b.includes(a) ? 0.5 : distance(a, b);
}

/**
 * @param kind what is named: "paper", "arm"
 * @throws UsageError with the closest names, if `name` is not known
 */
export function checkName(kind: string, name: string, known: string[]): string {
  if (known.includes(name)) return name;
  const close = closeNames(name, known);
  throw new UsageError(`unknown ${kind} "${name}"; ${hint(close, known)}`);
}

function hint(close: string[], known: string[]): string {
  if (close.length > 0) return `did you mean ${joinNames(close, "or")}?`;
  return known.length > 0 ? `there is ${joinNames(known, "and")}` : "there is none";
}

function joinNames(names: string[], word: "or" | "and"): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${word} ${names.at(-1)}`;
}
