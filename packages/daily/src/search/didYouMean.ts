import { sql } from "drizzle-orm";
import type { Database } from "../database/handle.ts";
import { hasNoTerms, parseSearch, type ParsedSearch, type SearchTerm } from "./parseSearch.ts";
import { filterCondition } from "./paperFilter.ts";
import { textQuery } from "./textQuery.ts";
import { plainWord, trigramSimilarity } from "./trigrams.ts";

/**
 * How much like a text a title has to be: first very much, then less and less. The database's own default of 0.6 is too
 * strict for slips in two words; beginning with 0.4 would compare a great part of all titles with a common word.
 */
const titleLikenesses = [0.8, 0.6, 0.4];
const wordLikeness = 0.3;
/** Titles whose words are looked at. */
const titlesWanted = 20;
/** Titles that are compared at each step: any so many that are alike enough. */
const titleBound = 200;

/**
 * A query that finds more, close to one that found little: words that nearly stand in titles are put right.
 * @param hits papers that the query found
 * @returns the corrected query as a whole, or null
 */
export async function didYouMean(
  db: Database,
  text: string,
  parsed: ParsedSearch,
  hits: number,
): Promise<string | null> {
  const terms = parsed.groups.flat();
  if (terms.length === 0) return null;
  const words = await wordsOfCloseTitles(db, terms.map((term) => term.text).join(" "));
  const corrected = replaceTerms(text, terms, (term) => correct(term, words));
  if (corrected === text) return null;
  return (await findsMoreThan(db, parseSearch(corrected), hits)) ? corrected : null;
}

/** Words of the titles that are most like the text, those of the closest title first. */
async function wordsOfCloseTitles(db: Database, text: string): Promise<string[]> {
  const titles = await db.transaction(async (tx) => {
    const found = new Set<string>();
    for (const likeness of titleLikenesses) {
      for (const title of await titlesLike(tx, text, likeness)) found.add(title);
      if (found.size >= titlesWanted) break;
    }
    return [...found].slice(0, titlesWanted);
  });
  return titles.flatMap((title) => title.match(/[\p{L}\p{N}]+/gu) ?? []);
}

async function titlesLike(tx: Database, text: string, likeness: number): Promise<string[]> {
  await tx.execute(sql`select set_config('pg_trgm.word_similarity_threshold', ${String(likeness)}, true)`);
  const found = await tx.execute<{ title: string }>(sql`
    with alike as materialized (
      select id, title, published_at from paper where ${text} <% title limit ${titleBound})
    select title from alike order by word_similarity(${text}, title) desc, published_at desc, id desc
    limit ${titlesWanted}`);
  return found.rows.map((row) => row.title);
}

function correct(term: SearchTerm, words: string[]): string {
  return term.text.replace(/[\p{L}\p{N}]+/gu, (word) => closestWord(word, words) ?? word);
}

/** Null where the word is right as it is, or nothing is like it. */
function closestWord(word: string, words: string[]): string | null {
  const wanted = plainWord(word);
  let best: string | null = null;
  let likeness = wordLikeness;
  for (const candidate of words) {
    const plain = plainWord(candidate);
    if (plain === wanted) return null;
    const alike = trigramSimilarity(wanted, plain);
    if (alike > likeness) [best, likeness] = [candidate.toLowerCase(), alike];
  }
  return best;
}

function replaceTerms(text: string, terms: SearchTerm[], change: (term: SearchTerm) => string): string {
  return terms.toReversed().reduce((result, term) => {
    const written = result.slice(term.start, term.end);
    return (
      result.slice(0, term.start) + written.replace(term.text, () => change(term)) + result.slice(term.end)
    );
  }, text);
}

async function findsMoreThan(db: Database, parsed: ParsedSearch, hits: number): Promise<boolean> {
  if (hasNoTerms(parsed)) return false;
  const found = await db.execute(sql`
    select p.id from paper p where p.search @@ ${textQuery(parsed)} and ${filterCondition(parsed.filter)}
    limit ${hits + 1}`);
  return found.rows.length > hits;
}
