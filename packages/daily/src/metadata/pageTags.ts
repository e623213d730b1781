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

/** A PNG image of 1200 by 630 pixels that stands for a page elsewhere. */
export interface ShareImage {
  url: string;
  alt: string;
}

/** A page as other sites show it when somebody links to it. */
export interface SharedPage {
  url: string;
  title: string;
  description: string;
  type: "article" | "website";
  image: ShareImage | null;
}

/** What other sites show when somebody links to a page. */
export function pageOpenGraphTags({ url, title, description, type, image }: SharedPage): PropertyTag[] {
  return [
    { property: "og:title", content: title },
    { property: "og:description", content: shorten(description) },
    { property: "og:type", content: type },
    { property: "og:url", content: url },
    { property: "og:site_name", content: "Offprint" },
    ...(image ? imageTags(image) : []),
  ];
}

/** The same of a paper's page. */
export function openGraphTags(origin: string, paper: PaperSummary, image: ShareImage | null): PropertyTag[] {
  const tags = pageOpenGraphTags({
    url: paper.lab ? `${origin}/papers/${paper.lab.slug}` : paperUrl(origin, paper),
    title: plainTex(paper.title),
    description: plainTex(paper.lab?.summary ?? paper.abstract),
    type: "article",
    image,
  });
  const published = dayText(paper.publishedAt, paper.publishedPrecision);
  return [...tags, { property: "article:published_time", content: published }];
}

function imageTags({ url, alt }: ShareImage): PropertyTag[] {
  return [
    { property: "og:image", content: url },
    { property: "og:image:type", content: "image/png" },
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
