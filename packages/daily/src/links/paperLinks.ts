/** What names a paper at its source. */
export interface PaperName {
  source: string;
  key: string;
}

/** What people and addresses call a paper: its arXiv key as it is, others with their source before it. */
export function paperId({ source, key }: PaperName): string {
  return source === "arxiv" ? key : `${source}:${key}`;
}

/** A paper's page here. */
export function paperUrl(origin: string, paper: PaperName): string {
  return `${origin}/papers/${paperId(paper).split("/").map(encodeURIComponent).join("/").replaceAll("%3A", ":")}`;
}

/** The page of an author's papers here. */
export function authorUrl(origin: string, key: string): string {
  return `${origin}/authors/${encodeURIComponent(key)}`;
}

/** The paper's page at its source, or null where we know none. */
export function sourceUrl({ source, key }: PaperName): string | null {
  return source === "arxiv" ? `https://arxiv.org/abs/${key}` : null;
}

export function pdfUrl({ source, key }: PaperName): string | null {
  return source === "arxiv" ? `https://arxiv.org/pdf/${key}` : null;
}

/** The publisher's DOI, or the one that arXiv gives every paper. */
export function doiOf({ source, key, doi }: PaperName & { doi: string | null }): string | null {
  return doi ?? (source === "arxiv" ? `10.48550/arXiv.${key}` : null);
}

export function doiUrl(doi: string): string {
  return `https://doi.org/${encodeURI(doi).replace(/[?#]/g, encodeURIComponent)}`;
}

/** A name for feeds and stores that stays when pages move: "tag:papers.example.org,2026:paper/2601.01230". */
export function tagUri(origin: string, path: string): string {
  return `tag:${new URL(origin).hostname},2026:${encodeURI(path).replaceAll("#", "%23")}`;
}
