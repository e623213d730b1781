import type { Card } from "@offprint/papers";

/** A BibTeX entry for a paper. Braces keep capitals of the title. */
export function bibtex(card: Pick<Card, "title" | "authors" | "year" | "venue" | "arxiv">): string {
  const onArxivOnly = /^arxiv/i.test(card.venue);
  const fields = {
    title: `{${card.title}}`,
    author: card.authors.join(" and "),
    ...(!onArxivOnly && { booktitle: card.venue }),
    year: String(card.year),
    eprint: card.arxiv,
    archivePrefix: "arXiv",
    url: `https://arxiv.org/abs/${card.arxiv}`,
  };
  const lines = Object.entries(fields).map(([name, value]) => `  ${name.padEnd(13)} = {${value}},`);
  return [`@${onArxivOnly ? "misc" : "inproceedings"}{${citationKey(card)},`, ...lines, "}"].join("\n");
}

const smallWords = new Set(["a", "an", "the", "on", "of", "for", "in", "to", "and", "with"]);

function citationKey({ title, authors, year }: Pick<Card, "title" | "authors" | "year">): string {
  const letters = (text: string) =>
    text
      .normalize("NFKD")
      .replace(/[^A-Za-z0-9]/g, "")
      .toLowerCase();
  const surname = letters(authors[0]!.split(" ").at(-1)!);
  const word = title.split(/[\s:–—-]+/).find((part) => !smallWords.has(part.toLowerCase())) ?? "";
  return `${surname}${year}${letters(word)}`;
}
