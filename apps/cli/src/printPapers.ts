import { stripVTControlCharacters } from "node:util";
import type { Terminal } from "./terminal/terminal.ts";
import { texToText } from "./terminal/texToText.ts";
import { wrap } from "./terminal/wrap.ts";

/** What a list shows of a paper. */
export interface PrintedPaper {
  id: string;
  title: string;
  authors: { name: string }[];
  publishedAt: string;
  primaryCategory: string | null;
  lab: { slug: string } | null;
  reasons?: string[];
}

const shownAuthors = 4;

/** Prints papers one under another: title, authors, facts. */
export function printPapers(terminal: Terminal, papers: readonly PrintedPaper[]): void {
  const { out, style, columns } = terminal;
  for (const paper of papers) {
    const names = paper.authors.map(({ name }) => clean(name));
    const more = names.length > shownAuthors ? `, and ${names.length - shownAuthors} more` : "";
    const facts = [
      paper.id,
      paper.publishedAt.slice(0, 10),
      paper.primaryCategory,
      paper.lab && `runs here as ${paper.lab.slug}`,
      ...(paper.reasons ?? []),
    ].filter((fact) => fact !== null);
    out("");
    for (const line of wrap(readable(paper.title), columns)) out(style.bold(line));
    for (const line of wrap(names.slice(0, shownAuthors).join(", ") + more, columns)) out(line);
    for (const line of wrap(facts.join(" · "), columns)) out(style.dim(line));
  }
}

/** A title with its formulas as text. */
function readable(title: string): string {
  return clean(title).replace(/\$([^$]+)\$/g, (_, tex: string) => texToText(tex));
}

/** Text from elsewhere, without what would steer the terminal. */
function clean(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, " ");
}
