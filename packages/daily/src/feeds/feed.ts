/** A list as feeds have it, before it becomes Atom, RSS or JSON. All texts are plain text, never HTML. */
export interface Feed {
  /** Name that never changes: a tag URI. */
  id: string;
  title: string;
  description: string;
  /** The list's page. */
  homeUrl: string;
  /** This feed's own address, and that of its next page. */
  selfUrl: string;
  nextUrl?: string | null;
  /** When the list changed last; entries that are newer count. */
  updated: Date;
  /** Who publishes it. */
  publisher: string;
  entries: FeedEntry[];
}

export interface FeedEntry {
  /** Name that never changes: a tag URI. */
  id: string;
  /** Its page here. */
  url: string;
  /** Its page elsewhere, e.g. at arXiv. */
  externalUrl: string | null;
  title: string;
  summary: string;
  published: Date;
  updated: Date;
  authors: { name: string; url?: string }[];
  tags: string[];
  /** Claims by verdict, for a paper that runs here. */
  claims?: { reproduced: number; contradicted: number; inconclusive: number; untested: number } | null;
}

/** Entries of one feed at most. */
export const mostEntries = 50;

export const feedTypes = {
  atom: "application/atom+xml; charset=utf-8",
  rss: "application/rss+xml; charset=utf-8",
  json: "application/feed+json; charset=utf-8",
} as const;
export type FeedFormat = keyof typeof feedTypes;

/** The entries that are shown. */
export function shownEntries({ entries }: Feed): FeedEntry[] {
  return entries.slice(0, mostEntries);
}

/** The latest change of the feed or an entry. */
export function lastChange(feed: Feed): Date {
  const times = [feed.updated, ...shownEntries(feed).map((entry) => entry.updated)].map((date) =>
    date.getTime(),
  );
  return new Date(Math.max(...times));
}
