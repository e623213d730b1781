import { and, between, desc, eq, gt, lt, max, min, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { defaultChannel } from "../channels/channels.ts";
import type { Database } from "../database/handle.ts";
import {
  author,
  channel,
  channelPaper,
  paper,
  paperAuthor,
  paperCategory,
  paperTopic,
} from "../database/schema.ts";
import { InvalidInputError } from "../errors.ts";
import { filterCondition, type PaperFilter } from "../search/paperFilter.ts";
import { daysOfMonth, daysOfWeek, readDay, type Days } from "../time/days.ts";
import { decodeCursor, encodeCursor, type Page, readLimit } from "./cursor.ts";
import { loadPapers, type PaperOrder, paperOrders, type PaperSummary } from "./papers.ts";

export interface ListOptions {
  /** Default: the channel of the front page. */
  channel?: string;
  order?: PaperOrder;
  /** Papers at most, 1 to 100; default 50. */
  limit?: number;
  /** Where to go on: `next` of the page before. */
  cursor?: string | null;
  /** Only papers that it takes. */
  filter?: PaperFilter;
}

/** A paper in a channel's list, with what brought it there. */
export interface ListedPaper extends PaperSummary {
  /** What the channel's rule found: "cs.LG", "“margin”", "Ada Example". */
  reason: string;
}

/**
 * A channel's papers of one day.
 * @throws InvalidInputError
 */
export async function papersOfDay(
  db: Database,
  day: string,
  options: ListOptions = {},
): Promise<Page<ListedPaper>> {
  readDay(day);
  return papersOfDays(db, { from: day, to: day }, options);
}

/**
 * A channel's papers of an ISO week, e.g. "2026-W01".
 * @throws InvalidInputError
 */
export async function papersOfWeek(
  db: Database,
  week: string,
  options: ListOptions = {},
): Promise<Page<ListedPaper>> {
  return papersOfDays(db, daysOfWeek(week), options);
}

/**
 * A channel's papers of a month, e.g. "2026-01".
 * @throws InvalidInputError
 */
export async function papersOfMonth(
  db: Database,
  month: string,
  options: ListOptions = {},
): Promise<Page<ListedPaper>> {
  return papersOfDays(db, daysOfMonth(month), options);
}

/** A channel's papers of a span of days. */
export async function papersOfDays(
  db: Database,
  days: Days,
  options: ListOptions = {},
): Promise<Page<ListedPaper>> {
  const order = readOrder(options.order ?? "hot");
  const limit = readLimit(options.limit ?? 50);
  const rows = await db
    .select({ ...sortValues, reason: channelPaper.reason })
    .from(channelPaper)
    .innerJoin(channel, eq(channel.id, channelPaper.channelId))
    .innerJoin(paper, eq(paper.id, channelPaper.paperId))
    .where(
      and(
        eq(channel.slug, options.channel ?? defaultChannel),
        between(channelPaper.listedOn, days.from, days.to),
        taken(options.filter),
        after(order, options.cursor),
      ),
    )
    .orderBy(...orderings[order])
    .limit(limit + 1);
  const reasons = new Map(rows.map(({ id, reason }) => [id, reason]));
  const page = await toPage(db, rows, order, limit);
  return { ...page, items: page.items.map((item) => ({ ...item, reason: reasons.get(item.id)! })) };
}

/** Papers in a category, the newest first (or the hottest). */
export async function papersOfCategory(
  db: Database,
  category: string,
  options: Omit<ListOptions, "channel"> = {},
): Promise<Page<PaperSummary>> {
  const order = readOrder(options.order ?? "newest");
  const limit = readLimit(options.limit ?? 50);
  // The publication time of the category's own rows, so that the newest come from its index.
  const own = { id: paperCategory.paperId, publishedAt: paperCategory.publishedAt };
  const isNewest = order === "newest";
  const rows = await db
    .select({ ...sortValues, ...own })
    .from(paperCategory)
    .innerJoin(paper, eq(paper.id, paperCategory.paperId))
    .where(
      and(
        eq(paperCategory.category, category),
        taken(options.filter),
        after(order, options.cursor, isNewest ? own : paper),
      ),
    )
    .orderBy(...(isNewest ? [desc(own.publishedAt), desc(own.id)] : orderings.hot))
    .limit(limit + 1);
  return toPage(db, rows, order, limit);
}

/** Papers that run here and have this topic. */
export async function papersOfTopic(
  db: Database,
  topic: string,
  options: Omit<ListOptions, "channel"> = {},
): Promise<Page<PaperSummary>> {
  return papersWhere(
    db,
    sql`exists (select from ${paperTopic} where ${paperTopic.paperId} = ${paper.id} and ${paperTopic.topic} = ${topic})`,
    options,
  );
}

/** Papers by an author, by the key of the author's page. */
export async function papersOfAuthor(
  db: Database,
  key: string,
  options: Omit<ListOptions, "channel"> = {},
): Promise<Page<PaperSummary>> {
  const written = sql`select ${paperAuthor.paperId} from ${paperAuthor}
    join ${author} on ${author.id} = ${paperAuthor.authorId} where ${author.key} = ${key}`;
  return papersWhere(db, sql`${paper.id} in (${written})`, options);
}

/** All papers, the newest first (or the hottest). */
export async function allPapers(
  db: Database,
  options: Omit<ListOptions, "channel"> = {},
): Promise<Page<PaperSummary>> {
  return papersWhere(db, undefined, options);
}

async function papersWhere(
  db: Database,
  where: SQL | undefined,
  options: Omit<ListOptions, "channel">,
): Promise<Page<PaperSummary>> {
  const order = readOrder(options.order ?? "newest");
  const limit = readLimit(options.limit ?? 50);
  const rows = await db
    .select(sortValues)
    .from(paper)
    .where(and(where, taken(options.filter), after(order, options.cursor)))
    .orderBy(...orderings[order])
    .limit(limit + 1);
  return toPage(db, rows, order, limit);
}

/** The filter's conditions are on rows of `paper p`. */
function taken(filter: PaperFilter | undefined): SQL | undefined {
  return filter && sql`${paper.id} in (select p.id from paper p where ${filterCondition(filter)})`;
}

/** A paper that was never ranked comes after all that were. */
const heat = sql<number>`coalesce(${paper.hot}, '-infinity'::float8)`;
const sortValues = { id: paper.id, hot: paper.hot, publishedAt: paper.publishedAt };
const orderings = {
  hot: [desc(heat), desc(paper.publishedAt), desc(paper.id)],
  newest: [desc(paper.publishedAt), desc(paper.id)],
};

function readOrder(order: string): PaperOrder {
  const known = paperOrders.find((candidate) => candidate === order);
  if (known) return known;
  throw new InvalidInputError("order", paperOrders.join(" or "), order);
}

const id = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);
const moment = z.iso.datetime().refine((text) => !Number.isNaN(Date.parse(text)));
const cursorShapes = {
  hot: z.tuple([z.number().nullable(), moment, id]),
  newest: z.tuple([moment, id]),
};

function after(
  order: PaperOrder,
  cursor: string | null | undefined,
  columns: { publishedAt: typeof paper.publishedAt | typeof paperCategory.publishedAt; id: unknown } = paper,
): SQL | undefined {
  if (!cursor) return undefined;
  if (order === "newest") {
    const [published, last] = decodeCursor(cursorShapes.newest, cursor);
    return sql`(${columns.publishedAt}, ${columns.id}) < (${published}::timestamptz, ${last}::int)`;
  }
  const [hot, published, last] = decodeCursor(cursorShapes.hot, cursor);
  const value = hot === null ? sql`'-infinity'::float8` : sql`${hot}::float8`;
  return sql`(${heat}, ${paper.publishedAt}, ${paper.id}) < (${value}, ${published}::timestamptz, ${last}::int)`;
}

interface SortRow {
  id: number;
  hot: number | null;
  publishedAt: Date;
}

async function toPage(
  db: Database,
  rows: SortRow[],
  order: PaperOrder,
  limit: number,
): Promise<Page<PaperSummary>> {
  const shown = rows.slice(0, limit);
  const items = await loadPapers(
    db,
    shown.map((row) => row.id),
  );
  return { items, next: rows.length > limit ? cursorOf(shown.at(-1)!, order) : null };
}

function cursorOf({ id: last, hot, publishedAt }: SortRow, order: PaperOrder): string {
  const published = publishedAt.toISOString();
  return encodeCursor(order === "newest" ? [published, last] : [hot, published, last]);
}

/** The days around one, of those that have papers in the channel. */
export interface Neighbours {
  previous: string | null;
  next: string | null;
}

/**
 * The nearest days before and after that have papers.
 * @throws InvalidInputError
 */
export async function neighbourDays(db: Database, day: string, slug = defaultChannel): Promise<Neighbours> {
  readDay(day);
  const [row] = await db
    .select({
      previous: sql<
        string | null
      >`(${daysOf(db, slug, lt(channelPaper.listedOn, day), max(channelPaper.listedOn))})`,
      next: sql<
        string | null
      >`(${daysOf(db, slug, gt(channelPaper.listedOn, day), min(channelPaper.listedOn))})`,
    })
    .from(sql`(select 1) as one`);
  return { previous: row?.previous ?? null, next: row?.next ?? null };
}

function daysOf(db: Database, slug: string, where: SQL, what: SQL<string | null>) {
  return db
    .select({ day: what })
    .from(channelPaper)
    .where(and(sql`${channelPaper.channelId} = (select id from ${channel} where slug = ${slug})`, where));
}

/** How many papers of the channel each day of a span has; days without are left out. */
export async function countByDay(
  db: Database,
  days: Days,
  slug = defaultChannel,
): Promise<{ day: string; papers: number }[]> {
  return db
    .select({ day: channelPaper.listedOn, papers: sql<number>`count(*)::int` })
    .from(channelPaper)
    .innerJoin(channel, eq(channel.id, channelPaper.channelId))
    .where(and(eq(channel.slug, slug), between(channelPaper.listedOn, days.from, days.to)))
    .groupBy(channelPaper.listedOn)
    .orderBy(channelPaper.listedOn);
}

/** An author with the number of papers here, or null. */
export async function findAuthor(
  db: Database,
  key: string,
): Promise<{ key: string; name: string; papers: number } | null> {
  const [row] = await db
    .select({
      key: author.key,
      name: author.name,
      papers: sql<number>`(select count(distinct ${paperAuthor.paperId})::int from ${paperAuthor} where ${paperAuthor.authorId} = ${author.id})`,
    })
    .from(author)
    .where(eq(author.key, key));
  return row ?? null;
}

/** All categories that papers here have, with their numbers, the largest first. */
export async function listCategories(db: Database): Promise<{ category: string; papers: number }[]> {
  return db
    .select({ category: paperCategory.category, papers: sql<number>`count(*)::int` })
    .from(paperCategory)
    .groupBy(paperCategory.category)
    .orderBy(sql`count(*) desc`, paperCategory.category);
}

/** All topics of the papers that run here, with their numbers, in alphabetical order. */
export async function listTopics(db: Database): Promise<{ topic: string; papers: number }[]> {
  return db
    .select({ topic: paperTopic.topic, papers: sql<number>`count(*)::int` })
    .from(paperTopic)
    .groupBy(paperTopic.topic)
    .orderBy(paperTopic.topic);
}
