import { and, eq, gte, isNull, lte } from "drizzle-orm";
import { storePapers, withdrawPapers } from "../catalogue/storePapers.ts";
import type { Database } from "../database/handle.ts";
import { harvest, listing } from "../database/schema.ts";
import { addDays } from "../time/days.ts";
import { dayIn } from "../time/zones.ts";
import { arxivZone } from "./announcements.ts";
import { askForRecords, type OaiQuestion, setOfCategory } from "./arxiv/askArxiv.ts";
import { OaiError, type OaiPage } from "./arxiv/readOai.ts";
import type { IngestContext } from "./context.ts";
import { workOutDay } from "./ingestPapers.ts";

export interface HarvestProgress {
  category: string;
  /** Pages and records of this run so far, those before an interruption included. */
  pages: number;
  records: number;
  finished: boolean;
}

export interface HarvestResult extends HarvestProgress {
  added: number;
  changed: number;
  withdrawn: number;
}

/** What is asked for again of a category that was never harvested: the last days, not all of arXiv. */
const firstDays = 7;
/** An expired token sends a run back to its beginning; so often at most without getting further. */
const mostRestarts = 3;

type State = typeof harvest.$inferSelect;

/**
 * Follows everything in a category that was changed since a day. Each page is stored together with where to go on,
 * so that a run that was cut off, however it was, goes on at the page it was at.
 * @param since "YYYY-MM-DD"; left out: go on where the last run ended, a week back at first
 * @throws SourcePausedError, OaiError; what was stored until then stays
 */
export async function harvestCategory(
  context: IngestContext,
  category: string,
  since?: string,
  onProgress: (progress: HarvestProgress) => void = () => {},
): Promise<HarvestResult> {
  const { db } = context;
  const set = setOfCategory(category);
  let state = await begin(context, set, since);
  const totals = { added: 0, changed: 0, withdrawn: 0 };
  let furthest = state.pages;
  for (let restarts = 0; ;) {
    const page = await askForPage(context, state);
    if (page === "expired") {
      if (++restarts > mostRestarts) throw new OaiError("badResumptionToken", "every token expires at once");
      state = await restart(db, state, context.clock.now());
      continue;
    }
    const stored = await storePage(context, category, state, page);
    state = stored.state;
    if (state.pages > furthest) [furthest, restarts] = [state.pages, 0];
    for (const key of ["added", "changed", "withdrawn"] as const) totals[key] += stored[key];
    const progress = {
      category,
      pages: state.pages,
      records: state.records,
      finished: state.finishedAt !== null,
    };
    onProgress(progress);
    if (progress.finished) return { ...progress, ...totals };
  }
}

/** Takes up an interrupted run, or begins one. */
async function begin(context: IngestContext, set: string, since: string | undefined): Promise<State> {
  const now = context.clock.now();
  const [before] = await context.db.select().from(harvest).where(eq(harvest.set, set));
  const isInterrupted = before !== undefined && before.finishedAt === null;
  if (isInterrupted && (since === undefined || since === before.fromDay)) {
    const isExpired = before.tokenExpiresAt !== null && before.tokenExpiresAt <= now;
    return isExpired ? restart(context.db, before, now) : before;
  }
  const lastDay = before?.finishedAt && before.responseDate ? dayIn(before.responseDate, "UTC") : null;
  const state: State = {
    set,
    fromDay: since ?? lastDay ?? addDays(dayIn(now, "UTC"), -firstDays),
    token: null,
    tokenExpiresAt: null,
    pages: 0,
    records: 0,
    responseDate: null,
    startedAt: now,
    finishedAt: null,
  };
  await save(context.db, state);
  return state;
}

async function restart(db: Database, state: State, now: Date): Promise<State> {
  const again = { ...state, token: null, tokenExpiresAt: null, pages: 0, records: 0, startedAt: now };
  await save(db, again);
  return again;
}

async function save(db: Database, state: State): Promise<void> {
  const { set: _, ...rest } = state;
  await db.insert(harvest).values(state).onConflictDoUpdate({ target: harvest.set, set: rest });
}

/** The next page; an empty last one where nothing is new; "expired" if the token is not taken any more. */
async function askForPage(context: IngestContext, state: State): Promise<OaiPage | "expired"> {
  const question: OaiQuestion = state.token
    ? { token: state.token }
    : { set: state.set, from: state.fromDay };
  try {
    return await askForRecords(context, question);
  } catch (error) {
    if (!(error instanceof OaiError)) throw error;
    if (error.code === "badResumptionToken" && state.token) return "expired";
    if (error.code !== "noRecordsMatch") throw error;
    const responseDate = context.clock.now();
    return { responseDate, papers: [], deleted: [], unreadable: 0, token: null, tokenExpiresAt: null };
  }
}

async function storePage(context: IngestContext, category: string, before: State, page: OaiPage) {
  const now = context.clock.now();
  const state: State = {
    ...before,
    token: page.token,
    tokenExpiresAt: page.tokenExpiresAt,
    pages: before.pages + 1,
    records: before.records + page.papers.length + page.deleted.length,
    // The first page's: what changes while the run goes on is for the next run.
    responseDate: before.responseDate ?? page.responseDate,
    finishedAt: page.token === null ? now : null,
  };
  return context.db.transaction(async (tx) => {
    const items = page.papers.map((record) => ({ record, listed: dayOf(context, state, record, now) }));
    const { added, changed } = await storePapers(tx, items, now);
    const withdrawn = await withdrawPapers(tx, "arxiv", page.deleted, "deleted at arXiv", now);
    if (state.finishedAt) await confirmDays(tx, category, state, now);
    await save(tx, state);
    return { state, added, changed, withdrawn };
  });
}

/** Papers of the time asked for get their day; what is older was only revised in that time. */
function dayOf(context: IngestContext, state: State, record: OaiPage["papers"][number], now: Date) {
  const isOfThatTime =
    state.fromDay === null || record.publishedAt >= new Date(`${addDays(state.fromDay, -4)}T00:00:00Z`);
  return isOfThatTime ? workOutDay(record, context.settings, now) : null;
}

/** After a full run over them, days lack nothing any more: this interface is ready before the day's listing is. */
async function confirmDays(tx: Database, category: string, state: State, now: Date): Promise<void> {
  await tx
    .update(listing)
    .set({ completeAt: now, keys: [] })
    .where(
      and(
        eq(listing.source, "arxiv"),
        eq(listing.category, category),
        isNull(listing.completeAt),
        lte(listing.day, dayIn(state.responseDate!, arxivZone)),
        state.fromDay === null ? undefined : gte(listing.day, state.fromDay),
      ),
    );
}
