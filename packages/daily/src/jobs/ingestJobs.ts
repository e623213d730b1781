import { and, eq, gt, isNotNull } from "drizzle-orm";
import type { Database } from "../database/handle.ts";
import { harvest, listing } from "../database/schema.ts";
import { arxivZone, isListingDay } from "../ingest/announcements.ts";
import type { IngestContext } from "../ingest/context.ts";
import { fillPapers } from "../ingest/fillPapers.ts";
import { harvestCategory } from "../ingest/harvest.ts";
import { pullListing, type PullResult, wantedCategories } from "../ingest/pullListings.ts";
import { SourcePausedError, SourceRefusedError } from "../net/errors.ts";
import { dayIn, momentIn } from "../time/zones.ts";
import type { JobKind, JobQueue, JobRun } from "./jobQueue.ts";

/** What happened, for a log. */
export interface IngestEvent {
  level: "info" | "warn";
  message: string;
  [detail: string]: unknown;
}

/** How ingest jobs come by what they need: everything but the signal, which is the job's. */
export type IngestJobContext = Omit<IngestContext, "signal">;

export const ingestJobNames = { pull: "pull-listings", fill: "fill-papers", harvest: "harvest" } as const;

/** The jobs that keep the catalogue up to date with arXiv. */
export function ingestJobs(
  context: IngestJobContext,
  log: (event: IngestEvent) => void = () => {},
): JobKind[] {
  const guarded =
    (work: (own: IngestContext, data: object, job: JobRun) => Promise<void>): JobKind["run"] =>
    async (data, job) => {
      try {
        await work({ ...context, signal: job.signal }, data, job);
      } catch (error) {
        // The source wants its peace: what is stored stays, and the next scheduled run tries again.
        if (!(error instanceof SourcePausedError)) throw error;
        log({
          level: "warn",
          message: error.message,
          source: error.source,
          until: error.until.toISOString(),
        });
      }
    };
  return [
    {
      name: ingestJobNames.pull,
      expireInSeconds: 3600,
      run: guarded((own, data, job) => pullAll(own, data as PullData, job, log)),
      schedules: [
        {
          key: "until-complete",
          cron: "5,20,35,50 0-1 * * 1-5",
          zone: arxivZone,
          data: { onlyIncomplete: true } satisfies PullData,
        },
        { key: "regular", cron: "10 */6 * * *", zone: "UTC" },
      ],
    },
    {
      name: ingestJobNames.fill,
      expireInSeconds: 3600,
      run: guarded((own, _, job) => fillAll(own, job, log)),
      schedules: [{ key: "again", cron: "40 * * * *", zone: "UTC" }],
    },
    {
      name: ingestJobNames.harvest,
      expireInSeconds: 12 * 3600,
      run: guarded((own, _, job) => harvestAll(own, job, log)),
      schedules: [{ key: "daily", cron: "0 4 * * *", zone: "UTC" }],
    },
  ];
}

const dueAfter = 6 * 3600_000;

/** Enqueues what cannot wait for its schedule: a first harvest, and a pull if the last one was long ago. */
export async function sendDueIngest(queue: JobQueue, db: Database, now: Date): Promise<void> {
  const [harvested] = await db.select({ set: harvest.set }).from(harvest).limit(1);
  const recent = gt(listing.pulledAt, new Date(now.getTime() - dueAfter));
  const [pulled] = await db.select({ day: listing.day }).from(listing).where(recent).limit(1);
  if (!pulled) await queue.send(ingestJobNames.pull);
  if (!harvested) await queue.send(ingestJobNames.harvest);
}

export interface PullData {
  /** Leave alone what is known to be complete, and do nothing on days without a listing. */
  onlyIncomplete?: boolean;
}

async function pullAll(
  context: IngestContext,
  { onlyIncomplete = false }: PullData,
  job: JobRun,
  log: (event: IngestEvent) => void,
): Promise<void> {
  const today = dayIn(context.clock.now(), arxivZone);
  if (onlyIncomplete && !isListingDay(today, context.settings.calendar)) return;
  const done = onlyIncomplete ? await completeCategories(context, today) : new Set<string>();
  for (const category of await wantedCategories(context.db)) {
    if (done.has(category)) continue;
    job.signal.throwIfAborted();
    const result = await pullOne(context, category, job, log);
    if (result) log({ level: "info", message: "pulled a listing", ...result });
  }
}

/** A category that arXiv does not know (a slip in a channel's rule) must not keep the others from coming in. */
async function pullOne(
  context: IngestContext,
  category: string,
  job: JobRun,
  log: (event: IngestEvent) => void,
): Promise<PullResult | null> {
  const fillThen = async (tx: Database) => void (await job.send(ingestJobNames.fill, {}, { tx }));
  try {
    return await pullListing(context, category, fillThen);
  } catch (error) {
    if (!(error instanceof SourceRefusedError)) throw error;
    log({ level: "warn", message: error.message, category });
    return null;
  }
}

async function completeCategories({ db, settings }: IngestContext, today: string): Promise<Set<string>> {
  const day = dayIn(momentIn(today, 0, arxivZone), settings.zone);
  const rows = await db
    .select({ category: listing.category })
    .from(listing)
    .where(and(eq(listing.source, "arxiv"), eq(listing.day, day), isNotNull(listing.completeAt)));
  return new Set(rows.map(({ category }) => category));
}

async function fillAll(
  context: IngestContext,
  job: JobRun,
  log: (event: IngestEvent) => void,
): Promise<void> {
  for (;;) {
    job.signal.throwIfAborted();
    const { filled, missing, more } = await fillPapers(context);
    if (filled + missing > 0) log({ level: "info", message: "filled papers", filled, missing });
    if (!more) return;
  }
}

async function harvestAll(
  context: IngestContext,
  job: JobRun,
  log: (event: IngestEvent) => void,
): Promise<void> {
  for (const category of await wantedCategories(context.db)) {
    job.signal.throwIfAborted();
    const result = await harvestCategory(context, category);
    log({ level: "info", message: "harvested a category", ...result });
  }
  await job.send(ingestJobNames.fill);
}
