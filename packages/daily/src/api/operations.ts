import { z } from "zod";
import { latestDay, dayStatus } from "../catalogue/dayStatus.ts";
import {
  allPapers,
  findAuthor,
  neighbourDays,
  papersOfAuthor,
  papersOfCategory,
  papersOfTopic,
} from "../catalogue/lists.ts";
import { paperOrders, type PaperDetail } from "../catalogue/papers.ts";
import { findChannel } from "../channels/channels.ts";
import { claimHistories, listClaims, verdictChanges } from "../claims/claims.ts";
import type { Database } from "../database/handle.ts";
import { verdicts } from "../database/schema.ts";
import { InvalidInputError } from "../errors.ts";
import { rankNote } from "../ranking/rankReasons.ts";
import { rankDay, rankSpan, rankTrending, type RankedPaper } from "../ranking/rankPapers.ts";
import * as claimSchemas from "../schemas/claim.ts";
import * as lists from "../schemas/lists.ts";
import { type Method, methodListSchema } from "../schemas/method.ts";
import { havings } from "../search/paperFilter.ts";
import { searchOrders, searchPapers } from "../search/searchPapers.ts";
import type { SemanticSearch } from "../search/semanticSearch.ts";
import { similarOrders, similarPapers } from "../search/similarPapers.ts";
import { daysOfMonth, daysOfWeek, readDay } from "../time/days.ts";
import { dayIn } from "../time/zones.ts";
import { findPaperByName } from "./findByName.ts";
import { queryText } from "./readQuery.ts";
import { toClaim, toClaimHistory, toPaper, toPaperDetail, toVerdictChange } from "./toPaper.ts";

/** What the reads of the API work on. */
export interface ApiContext {
  db: Database;
  /** Address of the site, without a slash at its end. */
  origin: string;
  /** Time zone of the instance's days. */
  zone: string;
  now: Date;
  semantic?: SemanticSearch | null;
  /** Exports of the library that the papers bring. */
  methods: () => Promise<Method[]>;
}

/** One read of the API: what it is called, takes and gives. */
export interface Operation<Query extends z.ZodObject = z.ZodObject, Answer extends z.ZodType = z.ZodType> {
  /** Name in the description of the API. */
  id: string;
  /** With `{id}` where a paper's name stands. */
  path: string;
  summary: string;
  description?: string;
  query: Query;
  answer: Answer;
  /** @throws InvalidInputError, NotFoundError */
  read(context: ApiContext, query: z.output<Query>, id: string): Promise<z.output<Answer>>;
}

/** There is nothing under this name. */
export class NotFoundError extends Error {
  override name = "NotFoundError";
}

function operation<Query extends z.ZodObject, Answer extends z.ZodType>(
  own: Operation<Query, Answer>,
): Operation<Query, Answer> {
  return own;
}

const name = (description: string) => queryText(100).optional().meta({ description });
const limit = z.coerce
  .number("a whole number from 1 to 100")
  .int("a whole number from 1 to 100")
  .min(1, "a whole number from 1 to 100")
  .max(100, "a whole number from 1 to 100")
  .optional()
  .meta({ description: "Items at most" });
const cursor = queryText(500).optional().meta({ description: "The value of next in the page before" });
const paging = { limit, cursor };
const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names, description: string) =>
  z
    .enum(names, `one of ${names.join(", ")}`)
    .optional()
    .meta({ description });
const having = z
  .enum(havings as unknown as ["lab", "claims", "code", "data", "project"], `one of ${havings.join(", ")}`)
  .optional()
  .meta({ description: "Only papers that have this; claims: at least one was re-tested" });

const listPapers = operation({
  id: "listPapers",
  path: "/papers",
  summary: "Papers of a category, a topic or an author, or all of them",
  query: z.object({
    category: name("For example cs.LG"),
    topic: name("A topic of papers that run here"),
    author: name("Key of an author, as papers give it"),
    sort: oneOf(paperOrders, "Default newest"),
    ...paging,
  }),
  answer: lists.paperPageSchema,
  read: async ({ db }, { category, topic, author, sort, ...page }) => {
    if ([category, topic, author].filter((value) => value !== undefined).length > 1) {
      throw new InvalidInputError("category", "the only one of category, topic and author", category);
    }
    const options = { ...page, ...(sort && { order: sort }) };
    const { items, next } = await (category !== undefined
      ? papersOfCategory(db, category, options)
      : topic !== undefined
        ? papersOfTopic(db, topic, options)
        : author !== undefined
          ? papersOfAuthor(db, await knownAuthor(db, author), options)
          : allPapers(db, options));
    return { items: items.map(toPaper), next };
  },
});

async function knownAuthor(db: Database, key: string): Promise<string> {
  if (!(await findAuthor(db, key)))
    throw new NotFoundError(`There is no author ${JSON.stringify(key)} here.`);
  return key;
}

const getPaper = operation({
  id: "getPaper",
  path: "/papers/{id}",
  summary: "A paper with all that is known of it",
  query: z.object({}),
  answer: lists.paperDetailSchema,
  read: async ({ db, origin }, _, id) => toPaperDetail(origin, await knownPaper(db, id)),
});

const getSimilar = operation({
  id: "getSimilarPapers",
  path: "/papers/{id}/similar",
  summary: "Papers like this one",
  query: z.object({ sort: oneOf(similarOrders, "Default similar"), limit }),
  answer: lists.similarPageSchema,
  read: async ({ db, semantic = null }, { sort, limit }, id) => {
    const paper = await knownPaper(db, id);
    const found = await similarPapers(db, paper.id, {
      semantic,
      ...(sort && { order: sort }),
      ...(limit && { limit }),
    });
    return { items: found.items.map(toPaper), by: found.by };
  },
});

const getClaims = operation({
  id: "getPaperClaims",
  path: "/papers/{id}/claims",
  summary: "The claims of a paper with every re-test on record",
  query: z.object({}),
  answer: claimSchemas.claimHistoriesSchema,
  read: async ({ db }, _, id) => {
    const { lab } = await knownPaper(db, id);
    return { items: lab ? (await claimHistories(db, lab.slug)).map(toClaimHistory) : [] };
  },
});

async function knownPaper(db: Database, id: string): Promise<PaperDetail> {
  const paper = await findPaperByName(db, id);
  if (!paper) throw new NotFoundError(`There is no paper ${JSON.stringify(id.slice(0, 100))} here.`);
  return paper;
}

const getDays = operation({
  id: "getDailyPapers",
  path: "/days",
  summary: "The papers of a day, an ISO week or a month; without any of them, of the latest complete day",
  query: z.object({
    date: name("For example 2026-01-05"),
    week: name("For example 2026-W02"),
    month: name("For example 2026-01"),
    channel: name("Default: the channel of the front page"),
    has: having,
    ...paging,
  }),
  answer: lists.daysPageSchema,
  read: async ({ db, zone, now }, { date, week, month, channel, has, ...page }) => {
    const given = [date, week, month].filter((value) => value !== undefined);
    if (given.length > 1) throw new InvalidInputError("date", "the only one of date, week and month", date);
    if (channel !== undefined && !(await findChannel(db, channel))) {
      throw new NotFoundError(`There is no channel ${JSON.stringify(channel)} here.`);
    }
    const own = { ...(channel !== undefined && { channel }) };
    const options = {
      ...page,
      ...own,
      now,
      timeZone: zone,
      ...(has && { filter: { include: { has: [has] } } }),
    };
    if (week !== undefined || month !== undefined) {
      const span = week !== undefined ? daysOfWeek(week) : daysOfMonth(month!);
      const { items, next } = await rankSpan(db, span, options);
      const around = { status: null, previous: null, following: null };
      return { ...span, ...around, note: rankNote, items: items.map(toRanked), next };
    }
    const latest = date === undefined ? await latestDay(db, { zone, now, ...own }) : null;
    const day = date === undefined ? (latest?.day ?? dayIn(now, zone)) : readDay(date);
    const { items, next } = await rankDay(db, day, options);
    const { asOf, ...status } = latest ?? (await dayStatus(db, day, { zone, now, ...own }));
    const near = await neighbourDays(db, day, channel);
    return {
      from: day,
      to: day,
      status: { ...status, asOf: asOf?.toISOString() ?? null },
      previous: near.previous,
      following: near.next,
      note: rankNote,
      items: items.map(toRanked),
      next,
    };
  },
});

const toRanked = (paper: RankedPaper) => ({ ...toPaper(paper), rank: paper.rank, reasons: paper.reasons });

const getTrending = operation({
  id: "getTrendingPapers",
  path: "/trending",
  summary: "What to look at now, by a score that halves every 36 hours",
  query: z.object({ category: name("For example cs.LG"), has: having, ...paging }),
  answer: lists.rankedPageSchema,
  read: async ({ db, now, zone }, { category, has, ...page }) => {
    const include = { ...(category !== undefined && { categories: [category] }), ...(has && { has: [has] }) };
    const { items, next } = await rankTrending(db, { ...page, now, timeZone: zone, filter: { include } });
    return { note: rankNote, items: items.map(toRanked), next };
  },
});

const search = operation({
  id: "searchPapers",
  path: "/search",
  summary: "Full-text search with fields, phrases and exclusion",
  description:
    'Words, "phrases", -exclusions, `a or b`, and the fields author: category: topic: date: year: after: before: ' +
    "has: verdict:. What is not understood is named in `problems` and does not count.",
  query: z.object({
    q: queryText(1000).default("").meta({ description: "What to look for" }),
    sort: oneOf(searchOrders, "Default relevance"),
    ...paging,
  }),
  answer: lists.searchPageSchema,
  read: async ({ db, semantic = null }, { q, sort, ...page }) => {
    const result = await searchPapers(db, q, { ...page, semantic, ...(sort && { order: sort }) });
    return {
      ...result,
      items: result.items.map(({ highlights, ...paper }) => ({ ...toPaper(paper), highlights })),
    };
  },
});

const getAllClaims = operation({
  id: "listClaims",
  path: "/claims",
  summary: "The claims of all papers that run here, those tested last first",
  query: z.object({
    state: oneOf(verdicts, "Verdict of the newest re-test"),
    paper: name("Slug of a paper that runs here"),
    topic: name("Topic of the papers"),
    ...paging,
  }),
  answer: claimSchemas.claimPageSchema,
  read: async ({ db }, { paper, ...options }) => {
    const { items, next } = await listClaims(db, { ...options, ...(paper !== undefined && { slug: paper }) });
    return { items: items.map(toClaim), next };
  },
});

const getChanges = operation({
  id: "listVerdictChanges",
  path: "/claims/changes",
  summary: "Re-tests that changed a verdict, the newest first",
  query: z.object(paging),
  answer: claimSchemas.verdictChangePageSchema,
  read: async ({ db }, page) => {
    const { items, next } = await verdictChanges(db, page);
    return { items: items.map(toVerdictChange), next };
  },
});

const getMethods = operation({
  id: "listMethods",
  path: "/methods",
  summary: "Exports of the library that papers bring, with their signatures",
  query: z.object({ paper: name("Slug of a paper that runs here"), module: name("For example losses") }),
  answer: methodListSchema,
  read: async ({ methods }, { paper, module }) => {
    const items = (await methods()).filter(
      (method) =>
        (module === undefined || method.module === module) &&
        (paper === undefined || method.papers.some(({ slug }) => slug === paper)),
    );
    return { items };
  },
});

/** All reads of the API that answer JSON. */
export const operations: readonly Operation[] = [
  listPapers,
  getPaper,
  getSimilar,
  getClaims,
  getDays,
  getTrending,
  search,
  getAllClaims,
  getChanges,
  getMethods,
] as unknown as readonly Operation[];

export { getPaper, getClaims, getDays, getTrending, getMethods, search };
