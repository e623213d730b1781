import { type Feed, type FeedEntry, lastChange, shownEntries } from "./feed.ts";
import { element, xmlDocument, type XmlElement } from "./xml.ts";

/** The feed as Atom (RFC 4287, with the next page of RFC 5005). */
export function atomFeed(feed: Feed): string {
  return xmlDocument(
    element("feed", { xmlns: "http://www.w3.org/2005/Atom", "xml:lang": "en" }, [
      element("id", {}, feed.id),
      element("title", {}, feed.title),
      element("subtitle", {}, feed.description),
      element("updated", {}, lastChange(feed).toISOString()),
      element("author", {}, [element("name", {}, feed.publisher)]),
      link("alternate", feed.homeUrl, "text/html"),
      link("self", feed.selfUrl, "application/atom+xml"),
      ...(feed.nextUrl ? [link("next", feed.nextUrl, "application/atom+xml")] : []),
      element("generator", {}, "Offprint"),
      ...shownEntries(feed).map(entryElement),
    ]),
  );
}

function entryElement(entry: FeedEntry): XmlElement {
  return element("entry", {}, [
    element("id", {}, entry.id),
    element("title", {}, entry.title),
    element("updated", {}, entry.updated.toISOString()),
    element("published", {}, entry.published.toISOString()),
    ...entry.authors.map(({ name, url }) =>
      element("author", {}, [element("name", {}, name), url ? element("uri", {}, url) : null]),
    ),
    link("alternate", entry.url, "text/html"),
    ...(entry.externalUrl ? [link("related", entry.externalUrl, "text/html")] : []),
    ...entry.tags.map((term) => element("category", { term })),
    element("summary", { type: "text" }, entry.summary),
  ]);
}

const link = (rel: string, href: string, type: string) => element("link", { rel, type, href });
