import { InvalidInputError } from "../errors.ts";
import { element, xmlDocument } from "./xml.ts";

/** What tells a browser how to search here (OpenSearch 1.1). */
export function openSearchDescription(origin: string, name = "Offprint"): string {
  const url = (type: string, path: string) => element("Url", { type, template: `${origin}${path}` });
  return xmlDocument(
    element("OpenSearchDescription", { xmlns: "http://a9.com/-/spec/opensearch/1.1/" }, [
      element("ShortName", {}, name.slice(0, 16)),
      element("Description", {}, "Search papers, methods and re-tested claims"),
      element("InputEncoding", {}, "UTF-8"),
      url("text/html", "/search?q={searchTerms}"),
      url("application/atom+xml", "/search.atom?q={searchTerms}"),
      url("application/x-suggestions+json", "/api/suggest?q={searchTerms}"),
    ]),
  );
}

/** A search box's suggestions as browsers ask for them. */
export function openSearchSuggestions(typed: string, suggestions: string[]): string {
  return JSON.stringify([typed, suggestions]);
}

export interface SitemapPage {
  /** Absolute. */
  url: string;
  changed: Date;
}

/** Addresses of one sitemap at most. */
export const largestSitemap = 50_000;

/** @throws InvalidInputError if there are more than 50 000 pages */
export function sitemap(pages: SitemapPage[]): string {
  return listOf("urlset", "url", pages);
}

/** The list of sitemaps of a larger site. */
export function sitemapIndex(sitemaps: SitemapPage[]): string {
  return listOf("sitemapindex", "sitemap", sitemaps);
}

function listOf(root: string, name: string, pages: SitemapPage[]): string {
  if (pages.length > largestSitemap) {
    throw new InvalidInputError("pages", `at most ${largestSitemap} addresses`, pages.length);
  }
  const items = pages.map(({ url, changed }) =>
    element(name, {}, [element("loc", {}, url), element("lastmod", {}, changed.toISOString())]),
  );
  return xmlDocument(element(root, { xmlns: "http://www.sitemaps.org/schemas/sitemap/0.9" }, items));
}

/** Pages and feeds may be crawled; the API, searches and one-click links not. */
export function robotsTxt(origin: string): string {
  return `User-agent: *\nDisallow: /api/\nDisallow: /search?\nDisallow: /u/\n\nSitemap: ${origin}/sitemap.xml\n`;
}
