/** Part of a text's letters that may be missing before the rest says nothing. */
const mostMissing = 0.3;

const isLetter = (character: string) => /[\p{L}\p{N}]/u.test(character);

/**
 * A text with only the characters that can be drawn: styled letters become plain ones, letters of other scripts an
 * ellipsis, and signs and emoji vanish.
 * @param isCovered whether the typefaces have a character
 * @returns null where too little is left to make sense
 */
export function legible(text: string, isCovered: (character: string) => boolean): string | null {
  const characters = [...text.normalize("NFC").replace(/\p{Cf}/gu, "")].map(
    (character) =>
      [character, ...plainForms(character)].find((form) => [...form].every(isCovered)) ?? character,
  );
  const isDrawn = (form: string) => [...form].every(isCovered);
  const letters = characters.filter(isLetter);
  const missing = letters.filter((letter) => !isDrawn(letter));
  if (letters.length === 0 || missing.length > mostMissing * letters.length) return null;
  return characters
    .map((form) => (isDrawn(form) ? form : isLetter(form) ? "…" : ""))
    .join("")
    .replace(/…(\s*…)+/g, "…")
    .replace(/\s+/g, " ")
    .trim();
}

/** A letter of mathematics or of full width as a plain one, then without its accents. */
function plainForms(character: string): string[] {
  const compatible = character.normalize("NFKC");
  return [compatible, compatible.normalize("NFD").replace(/\p{M}/gu, "")].filter((form) => form !== "");
}
