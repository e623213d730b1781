import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { decodeCursor, encodeCursor, type Page, readLimit } from "../catalogue/cursor.ts";
import { loadPapers, type PaperSummary } from "../catalogue/papers.ts";
import { defaultChannel } from "../channels/channels.ts";
import type { Database } from "../database/handle.ts";
import { filterCondition, type PaperFilter } from "../search/paperFilter.ts";
import { addDays, type Days } from "../time/days.ts";
import { rankReasons } from "./rankReasons.ts";

/** A paper in a ranked list. */
export interface RankedPaper extends PaperSummary {
  /** From 1, over all pages. */
  rank: number;
  /** Why it stands there. */
  reasons: string[];
}

export interface RankOptions {
  filter?: PaperFilter;
  /** Papers at most, 1 to 100; default 50. */
  limit?: number;
  /** `next` of the page before. */
  cursor?: string | null;
  /** For the reasons; default now. */
  now?: Date;
  timeZone?: string;
}

/**
 * The papers that people should look at now: by the time-decayed score of what happened to them. Withdrawn papers are
 * left out.
 * @throws InvalidInputError
 */
export async function rankTrending(db: Database, options: RankOptions = {}): Promise<Page<RankedPaper>> {
  const values = { hot: sql`p.hot`, published: sql`p.published_at`, id: sql`p.id` };
  return rank(db, {
    ...options,
    from: sql`paper p`,
    where: sql`p.hot is not null and p.withdrawn_at is null`,
    values,
    order: sql`p.hot desc nulls last, p.published_at desc, p.id desc`,
  });
}

export interface DayOptions extends RankOptions {
  /** Default: the channel of the front page. */
  channel?: string;
}

/**
 * A channel's papers of one day: those with most claims re-tested first, then by the score of trending.
 * @throws InvalidInputError
 */
export async function rankDay(
  db: Database,
  day: string,
  options: DayOptions = {},
): Promise<Page<RankedPaper>> {
  const hot = sql`coalesce(p.hot, -1e9)`;
  return rankDays(db, { from: day, to: day }, options, testedClaims(sql`true`), hot);
}

/**
 * A channel's papers of a week or a month: those with most claims first re-tested within it, then the newest. What
 * happens after its end changes nothing.
 * @throws InvalidInputError
 */
export async function rankSpan(
  db: Database,
  days: Days,
  options: DayOptions = {},
): Promise<Page<RankedPaper>> {
  const isWithin = sql`(select min(t.tested_at) from claim_test t where t.claim_id = k.id)
    between ${days.from}::date and ${addDays(days.to, 1)}::date`;
  return rankDays(db, days, options, testedClaims(isWithin), sql`0::float8`);
}

/** Number of re-tested claims of `paper p`. */
function testedClaims(condition: SQL): SQL {
  return sql`(select count(*)::float8 from claim k where k.paper_id = p.id and k.tested_at is not null and ${condition})`;
}

function rankDays(
  db: Database,
  days: Days,
  options: DayOptions,
  tested: SQL,
  hot: SQL,
): Promise<Page<RankedPaper>> {
  const listed = sql`select p.*, ${tested} as tested, ${hot} as heat
    from channel_paper e join channel h on h.id = e.channel_id join paper p on p.id = e.paper_id
    where h.slug = ${options.channel ?? defaultChannel} and e.listed_on between ${days.from} and ${days.to}`;
  return rank(db, {
    ...options,
    from: sql`(${listed}) p`,
    where: sql`true`,
    values: { tested: sql`p.tested`, hot: sql`p.heat`, published: sql`p.published_at`, id: sql`p.id` },
    order: sql`p.tested desc, p.heat desc, p.published_at desc, p.id desc`,
  });
}

interface Ranking extends RankOptions {
  from: SQL;
  where: SQL;
  /** What is sorted by, all of them falling. */
  values: { tested?: SQL; hot: SQL; published: SQL; id: SQL };
  order: SQL;
}

const placeShape = z.tuple([
  z.int().min(0),
  z.number(),
  z.number(),
  z.iso.datetime(),
  z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
]);

async function rank(db: Database, ranking: Ranking): Promise<Page<RankedPaper>> {
  const { filter, cursor, now = new Date(), timeZone } = ranking;
  const limit = readLimit(ranking.limit ?? 50);
  const { tested = sql`0::float8`, hot, published, id } = ranking.values;
  const place = cursor ? decodeCursor(placeShape, cursor) : null;
  const found = await db.execute<{ id: number; tested: number; hot: number; published: string }>(sql`
    select ${id} as id, ${tested} as tested, ${hot} as hot,
      to_char(${published} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as published
    from ${ranking.from}
    where ${ranking.where} and ${filter ? filterCondition(filter) : sql`true`} and ${after(ranking.values, place)}
    order by ${ranking.order} limit ${limit + 1}`);
  const rows = found.rows.slice(0, limit);
  const papers = await loadPapers(
    db,
    rows.map((row) => row.id),
  );
  const before = place?.[0] ?? 0;
  const items = papers.map((paper, index) => ({
    ...paper,
    rank: before + index + 1,
    reasons: rankReasons(paper, now, timeZone),
  }));
  const last = rows.at(-1);
  const hasMore = found.rows.length > limit && last !== undefined;
  const next = hasMore
    ? encodeCursor([before + rows.length, last.tested, last.hot, last.published, last.id])
    : null;
  return { items, next };
}

function after(
  { tested, hot, published, id }: Ranking["values"],
  place: z.infer<typeof placeShape> | null,
): SQL {
  if (!place) return sql`true`;
  const [, lastTested, lastHot, lastPublished, lastId] = place;
  const rest = sql`${lastHot}::float8, ${lastPublished}::timestamptz, ${lastId}::int`;
  if (!tested) return sql`(${hot}, ${published}, ${id}) < (${rest})`;
  return sql`(${tested}, ${hot}, ${published}, ${id}) < (${lastTested}::float8, ${rest})`;
}
