import { sql } from "drizzle-orm";
import { loadPapers, type PaperSummary } from "../catalogue/papers.ts";
import { readLimit } from "../catalogue/cursor.ts";
import type { Database } from "../database/handle.ts";
import { InvalidInputError } from "../errors.ts";
import { fuseRanks } from "./fuseRanks.ts";
import type { SemanticSearch } from "./semanticSearch.ts";

export const similarOrders = ["similar", "newest", "trending"] as const;
export type SimilarOrder = (typeof similarOrders)[number];

export interface SimilarOptions {
  /** Default "similar". The same papers, in another order. */
  order?: SimilarOrder;
  /** Papers at most, 1 to 100; default 10. */
  limit?: number;
  semantic?: SemanticSearch | null;
}

export interface SimilarPapers {
  items: PaperSummary[];
  /** How they were found: "meaning" by vectors, "words" by rare words and topics they share. */
  by: "meaning" | "words";
}

/** Vectors further apart than this have nothing to do with each other. */
const leastSimilarity = 0.3;

/**
 * Papers like one paper: nearest in meaning where it has a vector, else those that share its rarest words and its
 * topics.
 * @param id row of the paper
 * @throws InvalidInputError
 */
export async function similarPapers(
  db: Database,
  id: number,
  options: SimilarOptions = {},
): Promise<SimilarPapers> {
  const { order = "similar", semantic = null } = options;
  const limit = readLimit(options.limit ?? 10);
  if (!similarOrders.includes(order)) throw new InvalidInputError("sort", similarOrders.join(", "), order);
  const near = semantic && (await semantic.isReady()) ? await semantic.nearestToPaper(id, limit) : null;
  const ids = near
    ? near.filter(({ similarity }) => similarity >= leastSimilarity).map((paper) => paper.id)
    : await similarByWords(db, id, limit);
  const items = await loadPapers(db, ids);
  return { items: items.sort(comparisons[order]), by: near ? "meaning" : "words" };
}

const comparisons: Record<SimilarOrder, (a: PaperSummary, b: PaperSummary) => number> = {
  similar: () => 0,
  newest: (a, b) => b.publishedAt.getTime() - a.publishedAt.getTime() || b.id - a.id,
  trending: (a, b) => (b.hot ?? -Infinity) - (a.hot ?? -Infinity) || b.id - a.id,
};

async function similarByWords(db: Database, id: number, limit: number): Promise<number[]> {
  const words = await rarestWords(db, id);
  const [sharingWords, sharingTopics] = [
    await papersWithWords(db, id, words),
    await papersWithTopics(db, id),
  ];
  return fuseRanks([sharingWords, sharingTopics])
    .slice(0, limit)
    .map((paper) => paper.id);
}

/** Papers among which words are counted to know which are rare. */
const sampleSize = 1000;
const mostWords = 12;

/** The paper's most telling words: often in it and above all in its title, rare elsewhere, but not only here. */
async function rarestWords(db: Database, id: number): Promise<string[]> {
  const counted = `select search from paper where id <> ${Math.trunc(id)} order by published_at desc, id desc limit ${sampleSize}`;
  const found = await db.execute<{ word: string }>(sql`
    with own as (
      select lexeme as word, cardinality(positions) * case when 'A' = any (weights) then 2 else 1 end as weight
      from paper, unnest(search) where id = ${id} and weights && array['A', 'D'] and length(lexeme) > 2
    )
    select own.word from own join ts_stat(${counted}) as elsewhere using (word)
    order by (1 + ln(own.weight)) * ln(${sampleSize + 1}::float8 / elsewhere.ndoc) desc, own.word limit ${mostWords}`);
  return found.rows.map((row) => row.word);
}

/** Of the newest papers with any of the words, those with most of them. */
async function papersWithWords(db: Database, id: number, words: string[]): Promise<number[]> {
  if (words.length === 0) return [];
  const query = sql`(select string_agg(quote_literal(value), ' | ')::tsquery
    from jsonb_array_elements_text(${JSON.stringify(words)}::jsonb))`;
  const found = await db.execute<{ id: number }>(sql`
    with hit as materialized (
      select p.id, p.search, p.published_at from paper p where p.search @@ ${query} and p.id <> ${id}
      order by p.published_at desc limit 1000
    )
    select id from hit order by ts_rank(array[0.3, 0, 0.5, 1.0]::real[], search, ${query}, 1) desc, published_at desc, id
    limit 100`);
  return found.rows.map((row) => row.id);
}

async function papersWithTopics(db: Database, id: number): Promise<number[]> {
  const found = await db.execute<{ id: number }>(sql`
    select other.paper_id as id from paper_topic own
    join paper_topic other on other.topic = own.topic and other.paper_id <> own.paper_id
    where own.paper_id = ${id} group by other.paper_id order by count(*) desc, other.paper_id limit 100`);
  return found.rows.map((row) => row.id);
}
