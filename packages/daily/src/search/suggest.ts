import { sql } from "drizzle-orm";
import type { Database } from "../database/handle.ts";
import { smallWords } from "./smallWords.ts";

const mostSuggestions = 8;
/** Fewer letters have no trigrams, and would read every title. */
const shortestForTitles = 3;
const longestPrefix = 100;

/**
 * Ways to go on with what was typed so far: phrases of titles that begin with it, topics, categories, authors (as
 * `author:"…"`).
 * @returns whole queries, most useful first
 */
export async function suggest(db: Database, typed: string): Promise<string[]> {
  const prefix = typed
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trimStart()
    .toLowerCase();
  if (prefix.trim() === "" || prefix.length > longestPrefix) return [];
  const lists = [await topicsAndCategories(db, prefix)];
  if (prefix.trim().length >= shortestForTitles) {
    lists.push(await titlePhrases(db, prefix), await authorNames(db, prefix));
  }
  const [names = [], phrases = [], authors = []] = lists;
  return [...new Set([...names.slice(0, 3), ...phrases, ...authors.slice(0, 3)])].slice(0, mostSuggestions);
}

const likePattern = (text: string) => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

async function topicsAndCategories(db: Database, prefix: string): Promise<string[]> {
  const pattern = `${likePattern(prefix.trim())}%`;
  const found = await db.execute<{ query: string }>(sql`
    select query from (
      select case when topic ~ '\\s' then 'topic:"' || topic || '"' else 'topic:' || topic end as query, count(*) as papers
      from paper_topic where topic ilike ${pattern} group by topic
      union all
      select 'category:' || category, count(*)
      from (select category from paper_category where category ilike ${pattern} limit 1000) as some_rows
      group by category
    ) as named order by papers desc, query limit 3`);
  return found.rows.map((row) => row.query);
}

/** What was typed, taken to the end of the word or the next one, as often as titles have it. */
async function titlePhrases(db: Database, prefix: string): Promise<string[]> {
  const found = await db.execute<{ title: string }>(sql`
    select title from paper where title ilike ${`%${likePattern(prefix)}%`} order by published_at desc limit 200`);
  const start = new RegExp(
    `(?<![\\p{L}\\p{N}])${escapePattern(prefix)}[\\p{L}\\p{N}]*(?:[ -][\\p{L}\\p{N}]{3,})?`,
    "giu",
  );
  const counts = new Map<string, number>();
  for (const phrase of found.rows.flatMap(({ title }) => title.match(start) ?? [])) {
    const key = phrase.toLowerCase().trim();
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (smallWords.has(key.split(/[ -]/).at(-1)!)) counts.delete(key);
    const shorter = key.slice(0, prefix.length) + /^[\p{L}\p{N}]*/u.exec(key.slice(prefix.length))![0];
    if (shorter !== key) counts.set(shorter, (counts.get(shorter) ?? 0) + 1);
  }
  return [...counts]
    .filter(([phrase]) => phrase !== prefix.trim())
    .sort(([a, timesA], [b, timesB]) => timesB - timesA || a.length - b.length || (a < b ? -1 : 1))
    .map(([phrase]) => phrase)
    .slice(0, mostSuggestions);
}

async function authorNames(db: Database, prefix: string): Promise<string[]> {
  const found = await db.execute<{ name: string }>(sql`
    select name from author
    where name ilike ${`${likePattern(prefix)}%`} or name ilike ${`% ${likePattern(prefix)}%`}
    order by length(name), name limit 3`);
  return found.rows.map(({ name }) => `author:"${name.replaceAll('"', "")}"`);
}
