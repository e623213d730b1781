import { addDays, type Database, searchPapers } from "@offprint/daily";
import { sql } from "drizzle-orm";
import { Agent } from "node:http";
import { newestDay, papersADay, type Fill } from "./fillDatabase.ts";
import { databaseVersion, type KeptDatabase } from "./keptDatabases.ts";
import { loadSite, read } from "./load.ts";
import { percentile } from "./percentile.ts";
import { progressBar } from "./progressBar.ts";
import {
  type QueryKind,
  queryKinds,
  type QuerySource,
  searchQueries,
  type SearchQuery,
} from "./searchQueries.ts";
import { type Site, startSite } from "./site.ts";

/** Milliseconds: the middle one and the one that 95 of 100 stay below. */
export interface Times {
  count: number;
  p50: number;
  p95: number;
}

export interface Rate {
  path: string;
  /** Answers a second, while the machine did what else it had to do. */
  perSecond: number;
  /** Answers a second of the server's processor time: what one core gives that does nothing else. */
  perCoreSecond: number | null;
}

/** What one database gives. */
export interface ServiceFigures {
  database: string;
  search: Times;
  searchByKind: Record<QueryKind, Times>;
  /** First readers of a page; nobody asked for the same one in the seconds before. */
  dailyPage: Times;
  trendingPage: Times;
  searchPage: Times;
  rates: Rate[];
  /** Memory of the web server's process, after all of this. */
  residentMegabytes: number | null;
}

const queriesWarmingUp = 40;
const queriesMeasured = 320;
const pagesMeasured = 60;
/** Papers whose words are asked for: so many, from the newest to the oldest. */
const querySample = 2000;
const loadSeconds = 4;
const connections = 16;

/** Measures search in this process, and pages and answers of the built web server in another. */
export async function measureService(database: KeptDatabase, fill: Fill): Promise<ServiceFigures> {
  const open = await database.open();
  let version: string;
  let queries: SearchQuery[];
  let searches: { kind: QueryKind; milliseconds: number }[];
  try {
    version = await databaseVersion(open);
    queries = searchQueries(await samplePapers(open.db, fill), queriesWarmingUp + queriesMeasured, fill.seed);
    searches = await timeSearches(open.db, queries);
  } finally {
    await open.close();
  }
  const times = (kind: QueryKind) =>
    timesOf(searches.filter((search) => search.kind === kind).map(({ milliseconds }) => milliseconds));
  const site = await startSite(database.environment);
  try {
    return {
      database: version,
      search: timesOf(searches.map(({ milliseconds }) => milliseconds)),
      searchByKind: Object.fromEntries(queryKinds.map((kind) => [kind, times(kind)])) as Record<
        QueryKind,
        Times
      >,
      ...(await timePages(
        site,
        fill,
        queries.map(({ text }) => text),
      )),
      rates: await measureRates(site),
      residentMegabytes: site.residentMegabytes(),
    };
  } finally {
    await site.stop();
  }
}

async function samplePapers(db: Database, { papers }: Fill): Promise<QuerySource[]> {
  const found = await db.execute<{
    title: string;
    abstract: string;
    names: string;
    list: string;
    day: string;
  }>(sql`
    select title, abstract, authors as names, published_at::date::text as day,
      (select string_agg(category, ' ' order by position) from paper_category where paper_id = id) as list
    from paper where id <= ${papers} and id % ${Math.ceil(papers / querySample)} = 0 order by id`);
  return found.rows.map(({ title, abstract, names, list, day }) => ({
    title,
    abstract,
    authors: names.split(", ").map((name) => ({ name })),
    categories: list.split(" "),
    publishedAt: new Date(day),
  }));
}

function timesOf(milliseconds: number[]): Times {
  return {
    count: milliseconds.length,
    p50: percentile(milliseconds, 0.5),
    p95: percentile(milliseconds, 0.95),
  };
}

async function timeSearches(db: Database, queries: SearchQuery[]) {
  const show = progressBar("Searches", queries.length);
  const timed: { kind: QueryKind; milliseconds: number }[] = [];
  for (const [index, { kind, text }] of queries.entries()) {
    const start = performance.now();
    await searchPapers(db, text);
    timed.push({ kind, milliseconds: performance.now() - start });
    show(index + 1);
  }
  return timed.slice(queriesWarmingUp);
}

async function timePages({ url }: Site, { papers }: Fill, queries: string[]) {
  const agent = new Agent({ keepAlive: true });
  try {
    const days = Array.from({ length: Math.floor(papers / papersADay) - 1 }, (_, index) =>
      addDays(newestDay, -1 - index),
    );
    const [daysWarmingUp, daysMeasured] = [days.slice(0, 10), days.slice(10, 10 + pagesMeasured)];
    for (const day of daysWarmingUp) await read(`${url}/day/${day}`, agent);
    const searches = queries.slice(queriesWarmingUp, queriesWarmingUp + pagesMeasured + 20);
    return {
      dailyPage: await timeReads(
        daysMeasured.map((day) => `${url}/day/${day}`),
        agent,
      ),
      trendingPage: await timeTrending(url, agent),
      searchPage: await timeReads(
        searches.map((text) => `${url}/search?q=${encodeURIComponent(text)}`),
        agent,
      ),
    };
  } finally {
    agent.destroy();
  }
}

async function timeReads(urls: string[], agent: Agent): Promise<Times> {
  const milliseconds: number[] = [];
  for (const url of urls) {
    const start = performance.now();
    await read(url, agent);
    milliseconds.push(performance.now() - start);
  }
  return timesOf(milliseconds);
}

/** The first page is kept for a while: page after page instead, each of which nobody asked for yet. */
async function timeTrending(url: string, agent: Agent): Promise<Times> {
  const pages = [`${url}/trending`];
  for (let cursor: string | null = null; pages.length <= pagesMeasured;) {
    const address: string = `${url}/api/v1/trending?limit=30${cursor ? `&cursor=${cursor}` : ""}`;
    const answer = JSON.parse((await read(address, agent, "identity")).toString()) as { next: string | null };
    cursor = answer.next;
    if (cursor === null) break;
    pages.push(`${url}/trending?cursor=${cursor}`);
  }
  return timeReads(pages.slice(1), agent);
}

/** Answers to many who ask for the same within a few seconds. */
async function measureRates(site: Site): Promise<Rate[]> {
  const paths = [`/day/${addDays(newestDay, -1)}`, "/trending", "/trending.atom", "/api/v1/trending"];
  const rates: Rate[] = [];
  for (const path of paths) {
    await loadSite(site.url + path, { seconds: 1, connections });
    const before = site.processorSeconds();
    const { answers, seconds } = await loadSite(site.url + path, { seconds: loadSeconds, connections });
    const after = site.processorSeconds();
    const perCoreSecond = before === null || after === null ? null : answers / (after - before);
    rates.push({ path, perSecond: answers / seconds, perCoreSecond });
    console.error(`Load ${path}: ${Math.round(answers / seconds)} answers a second`);
  }
  return rates;
}
