import { and, eq, inArray } from "drizzle-orm";
import type { PaperRecord } from "../catalogue/paperRecord.ts";
import { lockStore, type StoreItem, storePapers } from "../catalogue/storePapers.ts";
import { listChannels } from "../channels/channels.ts";
import type { Database } from "../database/handle.ts";
import { listing, paper } from "../database/schema.ts";
import { dayIn } from "../time/zones.ts";
import { arxivZone } from "./announcements.ts";
import { askForListing } from "./arxiv/askArxiv.ts";
import type { Listing, ListingItem } from "./arxiv/readListing.ts";
import type { IngestContext } from "./context.ts";

export interface PullResult {
  category: string;
  /** The day of the listing. */
  day: string;
  /** Papers in the day's listing: the union over all pulls. */
  papers: number;
  added: number;
  changed: number;
  complete: boolean;
}

/** The categories that some channel wants. */
export async function wantedCategories(db: Database): Promise<string[]> {
  const channels = await listChannels(db);
  return [...new Set(channels.flatMap(({ rule }) => rule.categories))].sort();
}

/**
 * Reads the newest listing of a category and stores what it brings. Each listing is stored with its state, all or
 * nothing; the same again changes nothing; a lesser one takes nothing away.
 * @param afterStore does something more in the same transaction
 * @throws SourcePausedError, SourceRefusedError for a category that is not there
 */
export async function pullListing(
  context: IngestContext,
  category: string,
  afterStore: (tx: Database) => Promise<void> = async () => {},
): Promise<PullResult> {
  const found = await askForListing(context, category);
  const now = context.clock.now();
  const publishedAt = found.publishedAt ?? now;
  const day = dayIn(publishedAt, context.settings.zone);
  return context.db.transaction(async (tx) => {
    await lockStore(tx);
    const isToday = dayIn(publishedAt, arxivZone) === dayIn(now, arxivZone);
    const { papers, complete } = await recordPull(tx, { category, day, found, isToday, now });
    const items = await itemsToStore(tx, found, day, publishedAt);
    const { added, changed } = await storePapers(tx, items, now);
    await afterStore(tx);
    return { category, day, papers, added, changed, complete };
  });
}

/** arXiv cuts a listing at 2000 items. */
const longestListing = 2000;

const isWhole = (found: Listing) => found.unreadable === 0 && found.items.length < longestListing;

/** New and cross-listed papers enter the day's list; of a revision only a paper that is known takes note. */
async function itemsToStore(tx: Database, found: Listing, day: string, at: Date): Promise<StoreItem[]> {
  const revisions = found.items.filter(({ type }) => type.startsWith("replace"));
  const known = await knownKeys(
    tx,
    revisions.map(({ record }) => record.key),
  );
  const entering = found.items.filter(isEntering);
  return [
    ...entering.map(({ type, record }) => ({
      record: type === "new" ? announced(record, day) : record,
      listed: { day, at, seen: true },
    })),
    ...revisions
      .filter(({ record }) => known.has(record.key))
      .map(({ record }) => ({ record: announced(record, day) })),
  ];
}

const isEntering = ({ type }: ListingItem) => type === "new" || type === "cross";

function announced(record: PaperRecord, day: string): PaperRecord {
  if (record.version === null) return record;
  return { ...record, versions: [{ version: record.version, announcedOn: day }] };
}

async function knownKeys(tx: Database, keys: string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (let start = 0; start < keys.length; start += 1000) {
    const rows = await tx
      .select({ key: paper.key })
      .from(paper)
      .where(and(eq(paper.source, "arxiv"), inArray(paper.key, keys.slice(start, start + 1000))));
    for (const { key } of rows) found.add(key);
  }
  return found;
}

/**
 * Writes down what a pull brought. The day is complete when the listing is today's and brought twice in a row the
 * same, and no less than all that was ever in it.
 */
async function recordPull(
  tx: Database,
  {
    category,
    day,
    found,
    isToday,
    now,
  }: { category: string; day: string; found: Listing; isToday: boolean; now: Date },
): Promise<{ papers: number; complete: boolean }> {
  const [before] = await tx
    .select()
    .from(listing)
    .where(and(eq(listing.source, "arxiv"), eq(listing.category, category), eq(listing.day, day)));
  const brought = new Set(found.items.filter(isEntering).map(({ record }) => record.key));
  const union = new Set([...(before?.keys ?? []), ...brought]);
  const isSame = before !== undefined && brought.size > 0 && union.size === before.keys.length;
  const stablePulls = isSame && brought.size === union.size ? before.stablePulls + 1 : 0;
  const wasComplete = before?.completeAt ?? null;
  const completeAt = wasComplete ?? (isToday && stablePulls > 0 && isWhole(found) ? now : null);
  const papers = Math.max(before?.papers ?? 0, union.size);
  const set = { papers, keys: completeAt ? [] : [...union], stablePulls, pulledAt: now, completeAt };
  await tx
    .insert(listing)
    .values({ source: "arxiv", category, day, ...set })
    .onConflictDoUpdate({ target: [listing.source, listing.category, listing.day], set });
  return { papers, complete: completeAt !== null };
}
