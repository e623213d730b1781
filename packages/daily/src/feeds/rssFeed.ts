import { type Feed, type FeedEntry, lastChange, shownEntries } from "./feed.ts";
import { element, escapeXml, xmlDocument, type XmlElement } from "./xml.ts";

/** Minutes that readers may keep it. */
const timeToLive = "15";

/** The feed as RSS 2.0. */
export function rssFeed(feed: Feed): string {
  const namespaces = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
  };
  return xmlDocument(
    element("rss", { version: "2.0", ...namespaces }, [
      element("channel", {}, [
        element("title", {}, feed.title),
        element("link", {}, feed.homeUrl),
        element("description", {}, feed.description),
        element("language", {}, "en"),
        element("lastBuildDate", {}, lastChange(feed).toUTCString()),
        element("generator", {}, "Offprint"),
        element("ttl", {}, timeToLive),
        element("atom:link", { rel: "self", type: "application/rss+xml", href: feed.selfUrl }),
        ...(feed.nextUrl
          ? [element("atom:link", { rel: "next", type: "application/rss+xml", href: feed.nextUrl })]
          : []),
        ...shownEntries(feed).map(itemElement),
      ]),
    ]),
  );
}

function itemElement(entry: FeedEntry): XmlElement {
  return element("item", {}, [
    element("title", {}, entry.title),
    element("link", {}, entry.url),
    element("guid", { isPermaLink: "false" }, entry.id),
    element("pubDate", {}, entry.published.toUTCString()),
    ...entry.authors.map(({ name }) => element("dc:creator", {}, name)),
    ...entry.tags.map((tag) => element("category", {}, tag)),
    // Readers take a description for HTML: what is text here must be text there.
    element("description", {}, escapeXml(entry.summary)),
  ]);
}
