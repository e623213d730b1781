import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { decodeCursor, encodeCursor, readLimit } from "../catalogue/cursor.ts";
import { loadPapers, type PaperSummary } from "../catalogue/papers.ts";
import type { Database } from "../database/handle.ts";
import { EmbeddingError } from "../embeddings/embeddingProvider.ts";
import { InvalidInputError } from "../errors.ts";
import { SourceFailureError } from "../net/errors.ts";
import { didYouMean } from "./didYouMean.ts";
import { fuseRanks } from "./fuseRanks.ts";
import { highlight, type Highlights } from "./highlight.ts";
import { filterCondition } from "./paperFilter.ts";
import { hasNoTerms, parseSearch, type ParsedSearch, type SearchProblem } from "./parseSearch.ts";
import type { NearPaper, SemanticSearch } from "./semanticSearch.ts";
import { looseTextQuery, textQuery } from "./textQuery.ts";

export const searchOrders = ["relevance", "newest", "oldest", "trending"] as const;
export type SearchOrder = (typeof searchOrders)[number];

export interface SearchOptions {
  /** Default "relevance"; without words to look for, "newest". */
  order?: SearchOrder;
  /** Papers at most, 1 to 100; default 20. */
  limit?: number;
  /** `next` of the page before. */
  cursor?: string | null;
  /** Finds papers by meaning too; null or left out: by words only. */
  semantic?: SemanticSearch | null;
}

export interface FoundPaper extends PaperSummary {
  /** Null where there were no words to mark. */
  highlights: Highlights | null;
}

export interface SearchResult {
  items: FoundPaper[];
  /** Opaque; null on the last page. */
  next: string | null;
  /** How many papers match; where there are more than are ranked, `isExact` is false. Null after the first page. */
  total: { count: number; isExact: boolean } | null;
  order: SearchOrder;
  /** "hybrid": by words and by meaning. */
  mode: "lexical" | "hybrid";
  /** Says what the mode means and why it is not hybrid. */
  modeNote: string;
  /** Set where the words of the query say nothing ("the", "((") and the papers are simply the newest. */
  notice: string | null;
  /** Parts of the query that were not understood and do not count. */
  problems: SearchProblem[];
  /** A query that finds more, where this one found next to nothing. */
  didYouMean: string | null;
}

/** Papers whose rank is worked out: the newest so many of those that match. Ranking costs by the match. */
const rankingBound = 1000;
/**
 * Papers that are looked through for a phrase: the newest so many that have its words, and all only if none of these
 * has it. Whether words stand side by side is not in the index, but has to be read in each paper.
 */
const phraseBound = 3000;
/** Papers that are taken by meaning. */
const semanticBound = 100;
const fewHits = 3;

/**
 * Searches by the query language of `parseSearch`.
 * @throws InvalidInputError for an order, limit or cursor that is none
 */
export async function searchPapers(
  db: Database,
  text: string,
  options: SearchOptions = {},
): Promise<SearchResult> {
  const parsed = parseSearch(text);
  const limit = readLimit(options.limit ?? 20);
  const isEmpty = hasNoTerms(parsed) || (await saysNothing(db, parsed));
  const search = isEmpty ? { ...parsed, groups: [], excluded: [] } : parsed;
  const order = readOrder(options.order, isEmpty);
  const [near, modeNote] = await findByMeaning(options.semantic ?? null, order, search);
  const page = await (order === "relevance"
    ? rankedPage(db, search, limit, options.cursor, near)
    : orderedPage(db, search, order, limit, options.cursor));
  const hits = isEmpty ? null : page.hits;
  return {
    items: await withHighlights(db, search, page.ids),
    next: page.next,
    total: page.total,
    order,
    mode: near ? "hybrid" : "lexical",
    modeNote,
    notice:
      isEmpty && /\S/.test(text) && !hasFilter(parsed)
        ? "There is no word in this that can be searched."
        : null,
    problems: parsed.problems,
    didYouMean: hits !== null && hits < fewHits ? await didYouMean(db, text, parsed, hits) : null,
  };
}

function readOrder(order: string | undefined, isEmpty: boolean): SearchOrder {
  if (order === undefined) return isEmpty ? "newest" : "relevance";
  const known = searchOrders.find((candidate) => candidate === order);
  if (!known) throw new InvalidInputError("sort", searchOrders.join(", "), order);
  return known === "relevance" && isEmpty ? "newest" : known;
}

/** True for words that the index leaves out: "the", "of". */
async function saysNothing(db: Database, parsed: ParsedSearch): Promise<boolean> {
  const found = await db.execute<{ nodes: number }>(sql`select numnode(${textQuery(parsed)})::int as nodes`);
  return found.rows[0]!.nodes === 0;
}

function hasFilter({ filter }: ParsedSearch): boolean {
  const values = [...Object.values(filter.include), ...Object.values(filter.exclude ?? {})];
  return Boolean(filter.from ?? filter.to) || values.some((list) => list.length > 0);
}

/** The papers nearest in meaning to what is looked for, or null, and what to say of that. */
async function findByMeaning(
  semantic: SemanticSearch | null,
  order: SearchOrder,
  { groups }: ParsedSearch,
): Promise<[NearPaper[] | null, string]> {
  if (order !== "relevance" || groups.length === 0) return [null, "Found by words."];
  if (!semantic) return [null, "Found by words; no embedding model is set up here, so not by meaning."];
  if (!(await semantic.isReady())) {
    return [null, "Found by words; papers are still being prepared for search by meaning."];
  }
  const terms = groups.flat().map((term) => term.text);
  try {
    const near = await semantic.nearestToText(terms.join(" "), semanticBound);
    return [near, `Found by words and by meaning (${semantic.model}).`];
  } catch (error) {
    if (!(error instanceof EmbeddingError || error instanceof SourceFailureError)) throw error;
    return [null, "Found by words; the embedding model does not answer just now, so not by meaning."];
  }
}

interface FoundPage {
  ids: number[];
  next: string | null;
  total: SearchResult["total"];
  /** Papers found by words; null after the first page. */
  hits: number | null;
}

const idShape = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** By the quality of the match: the whole bounded list is ranked, and a page of it is taken. */
async function rankedPage(
  db: Database,
  search: ParsedSearch,
  limit: number,
  cursor: string | null | undefined,
  near: NearPaper[] | null,
): Promise<FoundPage> {
  const mode = near ? "hybrid" : "relevance";
  const place = cursor ? decodeCursor(z.tuple([z.literal(mode), z.number(), idShape]), cursor) : null;
  const { ranked: lexical, isExact } = await rankByWords(db, search);
  const ranked = near ? await addMeaning(db, search, lexical, near) : lexical;
  const start = place ? ranked.findIndex((item) => isAfter(item, place[1], place[2])) : 0;
  const items = start < 0 ? [] : ranked.slice(start, start + limit);
  const last = items.at(-1);
  const hasMore = last !== undefined && start + limit < ranked.length;
  return {
    ids: items.map(({ id }) => id),
    next: hasMore ? encodeCursor([mode, last.score, last.id]) : null,
    total: place ? null : { count: ranked.length, isExact },
    hits: place ? null : lexical.length,
  };
}

interface Scored {
  id: number;
  score: number;
}

const isAfter = (item: Scored, score: number, id: number) =>
  item.score < score || (item.score === score && item.id < id);

/** Weights of abstract, authors, keywords and title. */
const weights = sql`array[0.1, 0.2, 0.4, 1.0]::real[]`;
/** Brings ranks to 0 … 1: r / (r + 1). */
const normalization = 32;

interface Lexical {
  ranked: Scored[];
  /** False where there may be more than were looked at. */
  isExact: boolean;
}

async function rankByWords(db: Database, search: ParsedSearch): Promise<Lexical> {
  if (!hasPhrase(search)) return rankMatches(db, search, wordMatches(search));
  const newest = await rankMatches(db, search, phraseMatches(search));
  // Slow, but better than to say that there is nothing.
  const isLost = newest.ranked.length === 0 && !newest.isExact;
  return isLost ? rankMatches(db, search, wordMatches(search)) : newest;
}

async function rankMatches(db: Database, search: ParsedSearch, matches: SQL): Promise<Lexical> {
  const found = await db.execute<{ id: number; score: number; matches: boolean }>(sql`
    with hit as materialized (${matches})
    select id, ts_rank_cd(${weights}, search, ${textQuery(search)}, ${normalization})::float8 as score, matches
    from hit order by score desc, id desc`);
  const ranked = found.rows.filter((row) => row.matches).map(({ id, score }) => ({ id, score }));
  return { ranked, isExact: found.rows.length < rankingBound && ranked.length === found.rows.length };
}

function wordMatches(search: ParsedSearch): SQL {
  return sql`select p.id, p.search, true as matches from paper p
    where p.search @@ ${textQuery(search)} and ${filterCondition(search.filter)}
    order by p.published_at desc, p.id desc limit ${rankingBound}`;
}

/**
 * The planner takes a phrase for as common as its words, but knows these well: first the papers that have the words,
 * then of these, as long as it takes, those that have the phrase. If there are more papers than are looked through, the
 * next one comes along without being a match, to tell so.
 */
function phraseMatches(search: ParsedSearch): SQL {
  const matches = sql`(place <= ${phraseBound} and search @@ ${textQuery(search)})`;
  return sql`select id, search, ${matches} as matches from (
      select p.id, p.search, row_number() over (order by p.published_at desc, p.id desc) as place
      from paper p where p.search @@ ${looseTextQuery(search)} and ${filterCondition(search.filter)}
      order by p.published_at desc, p.id desc limit ${phraseBound + 1}
    ) as candidate
    where ${matches} or place > ${phraseBound} limit ${rankingBound}`;
}

function hasPhrase({ groups }: ParsedSearch): boolean {
  return groups.flat().some(({ text }) => /[\p{L}\p{N}][^\p{L}\p{N}]+[\p{L}\p{N}]/u.test(text));
}

async function addMeaning(
  db: Database,
  search: ParsedSearch,
  lexical: Scored[],
  near: NearPaper[],
): Promise<Scored[]> {
  const allowed = await keepAllowed(
    db,
    search,
    near.map(({ id }) => id),
  );
  return fuseRanks([lexical.map(({ id }) => id), allowed]).sort((a, b) => b.score - a.score || b.id - a.id);
}

/** Those that the filter takes and that have no excluded word, in the same order. */
async function keepAllowed(db: Database, search: ParsedSearch, ids: number[]): Promise<number[]> {
  const isFree =
    search.excluded.length === 0
      ? sql`true`
      : sql`p.search @@ ${textQuery({ groups: [], excluded: search.excluded })}`;
  const found = await db.execute<{ id: number }>(sql`
    select p.id from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) with ordinality as near (id, place)
    join paper p on p.id = near.id::int
    where ${isFree} and ${filterCondition(search.filter)} order by near.place`);
  return found.rows.map(({ id }) => id);
}

const orderings: Record<Exclude<SearchOrder, "relevance">, { heat: SQL; order: SQL; sign: SQL }> = {
  newest: { heat: sql`0::float8`, order: sql`p.published_at desc, p.id desc`, sign: sql`<` },
  oldest: { heat: sql`0::float8`, order: sql`p.published_at, p.id`, sign: sql`>` },
  trending: {
    heat: sql`coalesce(p.hot, -1e9)`,
    order: sql`p.hot desc nulls last, p.published_at desc, p.id desc`,
    sign: sql`<`,
  },
};

async function orderedPage(
  db: Database,
  search: ParsedSearch,
  order: Exclude<SearchOrder, "relevance">,
  limit: number,
  cursor: string | null | undefined,
): Promise<FoundPage> {
  const { heat, order: ordering, sign } = orderings[order];
  const where = matching(search);
  const place = cursor
    ? decodeCursor(z.tuple([z.literal(order), z.number(), z.iso.datetime(), idShape]), cursor)
    : null;
  const isAfterPlace = place ? afterPlace(order, heat, sign, place) : sql`true`;
  // The first page brings the count along: finding as many as are counted finds the page too.
  const bound = place ? limit + 1 : Math.max(rankingBound, limit + 1);
  const found = await db.execute<{ id: number; heat: number; published: string; count: number }>(sql`
    with hit as materialized (
      select p.id, ${heat} as heat, p.published_at, row_number() over (order by ${ordering}) as place
      from paper p where ${where} and ${isAfterPlace} order by ${ordering} limit ${bound})
    select id, heat, to_char(published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as published,
      (select count(*)::int from hit) as count
    from hit order by place limit ${limit + 1}`);
  const rows = found.rows.slice(0, limit);
  const last = rows.at(-1);
  const hasMore = found.rows.length > limit && last !== undefined;
  const count = found.rows[0]?.count ?? 0;
  return {
    ids: rows.map(({ id }) => id),
    next: hasMore ? encodeCursor([order, last.heat, last.published, last.id]) : null,
    total: place ? null : { count, isExact: count < rankingBound },
    hits: place ? null : count,
  };
}

function afterPlace(
  order: SearchOrder,
  heat: SQL,
  sign: SQL,
  [, lastHeat, published, id]: [string, number, string, number],
): SQL {
  const tail = sql`${published}::timestamptz, ${id}::int`;
  if (order !== "trending") return sql`(p.published_at, p.id) ${sign} (${tail})`;
  return sql`(${heat}, p.published_at, p.id) ${sign} (${lastHeat}::float8, ${tail})`;
}

function matching(search: ParsedSearch): SQL {
  const filter = filterCondition(search.filter);
  return hasNoTerms(search) ? filter : sql`p.search @@ ${textQuery(search)} and ${filter}`;
}

async function withHighlights(db: Database, { groups }: ParsedSearch, ids: number[]): Promise<FoundPaper[]> {
  const papers = await loadPapers(db, ids);
  if (groups.length === 0) return papers.map((paper) => ({ ...paper, highlights: null }));
  const highlights = await highlight(db, textQuery({ groups, excluded: [] }), papers);
  return papers.map((paper, index) => ({ ...paper, highlights: highlights[index]! }));
}
