import { type Feed, type FeedEntry, shownEntries } from "./feed.ts";

/** The feed as JSON Feed 1.1. */
export function jsonFeed(feed: Feed): string {
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: feed.title,
    description: feed.description,
    home_page_url: feed.homeUrl,
    feed_url: feed.selfUrl,
    ...(feed.nextUrl && { next_url: feed.nextUrl }),
    language: "en",
    authors: [{ name: feed.publisher }],
    items: shownEntries(feed).map(item),
  });
}

function item(entry: FeedEntry) {
  return {
    id: entry.id,
    url: entry.url,
    ...(entry.externalUrl && { external_url: entry.externalUrl }),
    title: entry.title,
    content_text: entry.summary,
    summary: shorten(entry.summary),
    date_published: entry.published.toISOString(),
    date_modified: entry.updated.toISOString(),
    authors: entry.authors,
    tags: entry.tags,
    ...(entry.claims && { _offprint: { claims: entry.claims } }),
  };
}

const longest = 200;

function shorten(text: string): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, text.lastIndexOf(" ", longest) + 1 || longest).trimEnd()}…`;
}
