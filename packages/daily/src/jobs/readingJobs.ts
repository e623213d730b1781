import { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import type { OpenDatabase } from "../database/openDatabase.ts";
import type { EmbeddingProvider } from "../embeddings/embeddingProvider.ts";
import { embedPapers } from "../embeddings/embedPapers.ts";
import { prepareVectorIndex } from "../embeddings/vectorIndex.ts";
import { pruneRateWindows } from "../limits/rateLimit.ts";
import { refreshHot } from "../ranking/refreshHot.ts";
import type { JobKind, JobQueue } from "./jobQueue.ts";

export const readingJobNames = {
  rank: "rank-papers",
  tidy: "tidy-database",
  limits: "prune-limits",
  embed: "embed-papers",
} as const;

export interface ReadingJobOptions {
  /** Left out or null: no papers are embedded. */
  embeddings?: EmbeddingProvider | null;
  now?: () => Date;
  log?: (event: { level: "info"; message: string; [detail: string]: unknown }) => void;
}

const day = 24 * 3600 * 1000;

/** The jobs that keep what readers ask for quick and up to date: scores, statistics, vectors. */
export function readingJobs(open: OpenDatabase, options: ReadingJobOptions = {}): JobKind[] {
  const { embeddings = null, now = () => new Date(), log = () => {} } = options;
  return [
    {
      name: readingJobNames.rank,
      run: (data) => refreshHot(open.db, { since: new Date(now().getTime() - daysOf(data) * day) }),
      schedules: [
        { key: "news", cron: "*/10 * * * *", zone: "UTC" },
        { key: "check", cron: "20 3 * * *", zone: "UTC", data: { days: 60 } satisfies RankData },
      ],
    },
    {
      name: readingJobNames.tidy,
      run: () => tidy(open),
      schedules: [{ key: "daily", cron: "50 3 * * *", zone: "UTC" }],
    },
    {
      name: readingJobNames.limits,
      run: () => pruneRateWindows(open.db),
      schedules: [{ key: "often", cron: "7,22,37,52 * * * *", zone: "UTC" }],
    },
    ...(embeddings ? [embedJob(open, embeddings, log)] : []),
  ];
}

/** Enqueues what cannot wait for its schedule when a process starts. */
export async function sendDueReading(
  queue: JobQueue,
  { embeddings = null }: ReadingJobOptions = {},
): Promise<void> {
  await queue.send(readingJobNames.rank);
  if (embeddings) await queue.send(readingJobNames.embed);
}

export interface RankData {
  /** Papers with news of so many days. */
  days?: number;
}

const daysOf = ({ days = 2 }: RankData) => days;

/** PGlite has no process of its own that keeps statistics; without them, it plans searches badly. */
async function tidy({ db, client }: OpenDatabase): Promise<void> {
  if (client instanceof PGlite) await db.execute(sql`vacuum (analyze)`);
}

function embedJob(
  { db, vectors }: OpenDatabase,
  provider: EmbeddingProvider,
  log: NonNullable<ReadingJobOptions["log"]>,
): JobKind {
  return {
    name: readingJobNames.embed,
    expireInSeconds: 12 * 3600,
    async run(_, { signal }) {
      const embedded = await embedPapers(db, provider, { signal });
      if (embedded > 0) log({ level: "info", message: "embedded papers", embedded, model: provider.model });
      if (!vectors) return;
      const size = (await provider.embedQuery("size")).length;
      await prepareVectorIndex(db, provider.model, size);
    },
    schedules: [{ key: "news", cron: "15,45 * * * *", zone: "UTC" }],
  };
}
