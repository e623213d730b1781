/** Letters as a reader types them: no case, no accents. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The words of a search box. */
export function keywordsOf(text: string): string[] {
  return plain(text).split(/\s+/).filter(Boolean);
}

/** Whether every keyword stands somewhere in the texts. */
export function matchesKeywords(texts: string[], keywords: string[]): boolean {
  const all = plain(texts.join("\n"));
  return keywords.every((keyword) => all.includes(keyword));
}
