import { counted } from "#lib/paper.ts";

/** The authors of a paper. */
export interface Authors {
  /** Those whose names can be drawn. */
  names: string[];
  /** How many there are altogether. */
  total: number;
}

/**
 * Names in a row, as many as fit, and how many more there are.
 * @param letters that there is room for; the first name is always there
 */
export function shortenNames({ names, total }: Authors, letters: number): string {
  if (names.length === 0) return total > 0 ? counted(total, "author") : "";
  const written = (shown: number) =>
    names.slice(0, shown).join(", ") + (shown < total ? ` and ${total - shown} more` : "");
  let shown = names.length;
  while (shown > 1 && written(shown).length > letters) shown--;
  return written(shown);
}
