/** A name in the parts that citations need; groups have one part only. */
export type NameParts = { family: string; given: string | null; suffix: string | null } | { literal: string };

interface PrintedName {
  name: string;
  family: string | null;
  given: string | null;
  suffix: string | null;
}

const group =
  /\b(collaboration|consortium|team|group|committee|institute|laboratory|university|community)\b/i;
const suffixes = /^(jr|sr|ii|iii|iv)\.?$/i;
/** Small words that belong to the family name: "van der Berg". */
const particles = new Set(
  "van von der den de del della di da dos du la le ten ter bin ibn al el zu zur".split(" "),
);

/** The parts that the source gives, or else what the printed name suggests. */
export function readName({ name, family, given, suffix }: PrintedName): NameParts {
  if (family) return { family, given, suffix };
  if (group.test(name)) return { literal: name };
  const words = name.split(/\s+/).filter(Boolean);
  const ending = words.length > 1 && suffixes.test(words.at(-1)!) ? words.pop()! : null;
  if (words.length < 2) return { literal: name };
  let start = words.length - 1;
  while (start > 1 && particles.has(words[start - 1]!)) start--;
  const clean = (part: string[]) => part.join(" ").replace(/,$/, "");
  return { family: clean(words.slice(start)), given: clean(words.slice(0, start)), suffix: ending };
}
