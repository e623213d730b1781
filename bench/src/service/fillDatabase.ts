import {
  type Database,
  type OpenDatabase,
  refreshHot,
  saveChannel,
  defaultChannel,
  defaultRule,
} from "@offprint/daily";
import { sql } from "drizzle-orm";
import { insertPapers, type InsertedPaper } from "../../../packages/daily/test/insertPapers.ts";
import { madeUpPapers } from "../../../packages/daily/test/madeUpPapers.ts";
import { progressBar } from "./progressBar.ts";

/** Which papers are made up. */
export interface Fill {
  papers: number;
  seed: number;
}

/** Papers that were listed on the same day. */
export const papersADay = 500;
/** Day of the newest paper. */
export const newestDay = "2026-11-20";

/** Fills an empty database with made-up papers, as if they had come in day by day. */
export async function fillDatabase({ db }: OpenDatabase, { papers, seed }: Fill): Promise<void> {
  const indexes = await dropTextIndexes(db);
  await insertPapers(
    db,
    counted(madeUpPapers({ count: papers, seed, newest: newestDay, perDay: papersADay }), papers),
  );
  console.error("Indexes, scores, channel");
  for (const index of indexes) await db.execute(sql.raw(index));
  await refreshHot(db, "all");
  await saveChannel(db, { slug: defaultChannel, name: "Daily papers", rule: defaultRule }, new Date());
  // As the server does by itself on PostgreSQL, and our daily job on PGlite.
  await db.execute(sql`vacuum (analyze)`);
}

/** Text indexes are built several times faster from all papers at once. */
async function dropTextIndexes(db: Database): Promise<string[]> {
  const found = await db.execute<{ name: string; definition: string }>(sql`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'public' and indexdef like '% USING gin %'`);
  for (const { name } of found.rows) await db.execute(sql`drop index ${sql.identifier(name)}`);
  return found.rows.map(({ definition }) => definition);
}

function* counted(papers: Iterable<InsertedPaper>, count: number): Generator<InsertedPaper> {
  const show = progressBar("Papers", count);
  let done = 0;
  for (const paper of papers) {
    yield paper;
    show(++done);
  }
}
