import { type Citation, type CitedPaper, citationsOf } from "./citation.ts";

const types = { preprint: "article", article: "article-journal", conference: "paper-conference" } as const;

/** Papers as items of CSL-JSON. */
export function cslItems(papers: readonly CitedPaper[]): Record<string, unknown>[] {
  return citationsOf(papers).map(item);
}

/** Papers as a CSL-JSON file. */
export function cslJson(papers: readonly CitedPaper[]): string {
  return `${JSON.stringify(cslItems(papers), null, 2)}\n`;
}

function item({
  key,
  kind,
  paper,
  authors,
  venue,
  year,
  month,
  day,
  doi,
  url,
}: Citation): Record<string, unknown> {
  const isArxiv = paper.source === "arxiv";
  const fields: Record<string, unknown> = {
    id: key,
    type: types[kind],
    genre: kind === "preprint" ? "preprint" : null,
    title: paper.title,
    author: authors.map((name) => withoutNulls({ ...name })),
    issued: { "date-parts": [[year, month, day].filter((part) => part !== null)] },
    "container-title": venue,
    number: isArxiv ? `arXiv:${paper.key}` : null,
    publisher: isArxiv && kind === "preprint" ? "arXiv" : null,
    archive_location: isArxiv ? (paper.categories[0] ?? null) : null,
    DOI: doi,
    URL: url,
    abstract: paper.abstract || null,
    version: paper.version === null ? null : String(paper.version),
  };
  return withoutNulls(fields);
}

function withoutNulls(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
