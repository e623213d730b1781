import type { PaperSummary } from "../catalogue/papers.ts";
import { doiOf, doiUrl, paperUrl, sourceUrl } from "../links/paperLinks.ts";
import { plainTex } from "../search/plainTex.ts";

/** A headline's length that search engines take. */
const longestHeadline = 110;

/** What a paper's page says of it to machines, in the words of schema.org. */
export function paperJsonLd(origin: string, paper: PaperSummary): Record<string, unknown> {
  const { lab, license } = paper;
  const title = plainTex(paper.title);
  const identifier = paper.source === "arxiv" ? { propertyID: "arXiv", value: paper.key } : null;
  const doi = doiOf(paper);
  return {
    "@context": "https://schema.org",
    "@type": "ScholarlyArticle",
    "@id": paperUrl(origin, paper),
    headline: title.length > longestHeadline ? `${title.slice(0, longestHeadline - 1)}…` : title,
    name: title,
    abstract: plainTex(paper.abstract || (lab?.summary ?? "")),
    inLanguage: "en",
    datePublished: dayText(paper.publishedAt, paper.publishedPrecision),
    ...(paper.revisedAt && { dateModified: dayText(paper.revisedAt) }),
    author: paper.authors.map(({ name, affiliation }) => ({
      "@type": "Person",
      name,
      ...(affiliation && { affiliation: { "@type": "Organization", name: affiliation } }),
    })),
    ...(identifier && { identifier: [{ "@type": "PropertyValue", ...identifier }] }),
    sameAs: [sourceUrl(paper), doi && doiUrl(doi)].filter(Boolean),
    ...(license && { license }),
    isAccessibleForFree: true,
    keywords: [...paper.categories, ...paper.topics],
    ...(lab && {
      workExample: {
        "@type": "SoftwareSourceCode",
        codeRepository: `${origin}/papers/${lab.slug}`,
        programmingLanguage: "TypeScript",
      },
    }),
  };
}

/** JSON-LD as the content of a script element, which nothing in it can end. */
export function jsonLdScript(value: Record<string, unknown>): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

/** A day, or a month where no more is known. */
export function dayText(at: Date, precision: PaperSummary["publishedPrecision"] = "day"): string {
  return at.toISOString().slice(0, precision === "month" ? 7 : 10);
}
