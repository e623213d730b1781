import type { PaperSummary } from "../catalogue/papers.ts";
import { doiOf, paperUrl, pdfUrl, sourceUrl } from "../links/paperLinks.ts";
import { plainTex } from "../search/plainTex.ts";
import { dayText } from "./jsonLd.ts";

/** `<meta name content>` */
export interface NamedTag {
  name: string;
  content: string;
}

/** `<meta property content>` */
export interface PropertyTag {
  property: string;
  content: string;
}

/** Highwire tags, which reference managers and scholarly search engines read. We are not the host of the text. */
export function highwireTags(paper: PaperSummary): NamedTag[] {
  const date = dayText(paper.publishedAt, paper.publishedPrecision).replaceAll("-", "/");
  const revised = paper.revisedAt && dayText(paper.revisedAt).replaceAll("-", "/");
  const tags: [name: string, content: string | null][] = [
    ["citation_title", plainTex(paper.title)],
    ...paper.authors.map((author): [string, string] => ["citation_author", nameText(author)]),
    ["citation_date", date],
    ["citation_publication_date", date],
    ["citation_online_date", revised ?? date],
    ["citation_arxiv_id", paper.source === "arxiv" ? paper.key : null],
    ["citation_doi", doiOf(paper)],
    ["citation_abstract_html_url", sourceUrl(paper)],
    ["citation_pdf_url", pdfUrl(paper)],
  ];
  return tags.flatMap(([name, content]) => (content ? [{ name, content }] : []));
}

function nameText({ name, family, given, suffix }: PaperSummary["authors"][number]): string {
  return family && given ? [family, given, suffix].filter(Boolean).join(", ") : name;
}

const longestDescription = 200;

/** What other sites show when somebody links to a paper's page; a card image is 1200 by 630 pixels. */
export function openGraphTags(
  origin: string,
  paper: PaperSummary,
  image: { url: string; alt: string } | null,
): PropertyTag[] {
  return [
    { property: "og:title", content: plainTex(paper.title) },
    { property: "og:description", content: shorten(plainTex(paper.lab?.summary ?? paper.abstract)) },
    { property: "og:type", content: "article" },
    { property: "og:url", content: paperUrl(origin, paper) },
    { property: "og:site_name", content: "Offprint" },
    ...(image ? imageTags(image) : []),
    { property: "article:published_time", content: dayText(paper.publishedAt, paper.publishedPrecision) },
  ];
}

function imageTags({ url, alt }: { url: string; alt: string }): PropertyTag[] {
  return [
    { property: "og:image", content: url },
    { property: "og:image:width", content: "1200" },
    { property: "og:image:height", content: "630" },
    { property: "og:image:alt", content: alt },
  ];
}

/** The beginning of a text, cut between words. */
export function shorten(text: string): string {
  if (text.length <= longestDescription) return text;
  const cut = text.lastIndexOf(" ", longestDescription - 1);
  return `${text.slice(0, cut > 0 ? cut : longestDescription - 1)}…`;
}
