/**
 * A name as it stands in addresses: lower case, no accents, hyphens between words. Letters that have no ASCII form
 * stay, so "José Prueba" is "jose-prueba" and "王伟" is "王伟".
 */
export function authorKey(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[øœæßłđðþı]/g, (letter) => spelled[letter]!);
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.join("-").slice(0, 200) || "unknown";
}

const spelled: Record<string, string> = {
  ø: "o",
  œ: "oe",
  æ: "ae",
  ß: "ss",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};
