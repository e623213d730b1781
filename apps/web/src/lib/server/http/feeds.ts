import {
  atomFeed,
  type Database,
  type Feed,
  type FeedEntry,
  feedQuery,
  feedTypes,
  type FeedFormat,
  jsonFeed,
  NotFoundError,
  readQuery,
  rssFeed,
  tagUri,
} from "@offprint/daily";
import type { RequestEvent } from "@sveltejs/kit";
import { answerMachine, publicAnswer } from "./answers.ts";

const writers: Record<FeedFormat, (feed: Feed) => string> = { atom: atomFeed, rss: rssFeed, json: jsonFeed };

/** Seconds that readers may keep a feed. */
const maxAge = 900;

/** A list as a feed shows it, before addresses are added. */
export interface FeedList {
  /** Path of its name, which never changes: "trending", "category/cs.LG". */
  name: string;
  title: string;
  description: string;
  /** Its page, from the root. */
  page: string;
  entries: FeedEntry[];
  next: string | null;
}

/** What a list is asked for. */
export interface FeedRequest {
  db: Database;
  origin: string;
  q: string;
  cursor: string | null;
}

/**
 * Answers with a list as a feed.
 * @param format "atom", "rss" or "json"; another is not found
 */
export function answerFeed(
  event: RequestEvent,
  format: string | undefined,
  readList: (request: FeedRequest) => Promise<FeedList>,
): Promise<Response> {
  return answerMachine(async ({ db }) => {
    if (!isFormat(format)) throw new NotFoundError("Feeds end in .atom, .rss or .json.");
    const { url } = event;
    const { q = "", cursor = null } = readQuery(feedQuery, url.searchParams);
    const list = await readList({ db, origin: url.origin, q, cursor });
    const feed = toFeed(url, list);
    const modified = list.entries.length > 0 ? feed.updated : null;
    return publicAnswer(event, writers[format](feed), { type: feedTypes[format], maxAge, modified });
  });
}

const isFormat = (format: string | undefined): format is FeedFormat =>
  format !== undefined && Object.hasOwn(feedTypes, format);

function toFeed(url: URL, { name, page, next, entries, title, description }: FeedList): Feed {
  const nextUrl = new URL(url);
  if (next !== null) nextUrl.searchParams.set("cursor", next);
  const newest = Math.max(0, ...entries.map(({ updated }) => updated.getTime()));
  return {
    id: tagUri(url.origin, `feed/${name}`),
    title,
    description,
    homeUrl: url.origin + page,
    selfUrl: url.href,
    nextUrl: next === null ? null : nextUrl.href,
    updated: new Date(newest),
    publisher: "Offprint",
    entries,
  };
}
