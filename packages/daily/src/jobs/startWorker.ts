import type { OpenDatabase } from "../database/openDatabase.ts";
import type { EmbeddingProvider } from "../embeddings/embeddingProvider.ts";
import { makeIngestContext, readIngestSettings } from "../ingest/context.ts";
import { ingestJobs, type IngestEvent, sendDueIngest } from "./ingestJobs.ts";
import { openJobQueue } from "./jobQueue.ts";
import { readingJobs, sendDueReading } from "./readingJobs.ts";

export interface WorkerOptions {
  /** Where settings are read from: usually `process.env`. */
  environment: Record<string, string | undefined>;
  /** Follow arXiv. False: this process asks nobody for anything and only keeps what is there quick to read. */
  ingest: boolean;
  /** Left out or null: no papers are embedded. */
  embeddings?: EmbeddingProvider | null;
  log: (event: IngestEvent) => void;
  /** Told of what goes wrong in the background. */
  onError: (error: unknown) => void;
}

/**
 * Begins to do all background jobs in this process: what keeps the catalogue up to date with arXiv, and what keeps
 * reading quick. Any number of processes may do so on one PostgreSQL database.
 * @returns a function that takes no more jobs, tells the running ones to stop and waits for them
 * @throws InvalidInputError for settings that make no sense
 */
export async function startWorker(open: OpenDatabase, options: WorkerOptions): Promise<() => Promise<void>> {
  const { environment, ingest, embeddings = null, log, onError } = options;
  const context = makeIngestContext(open.db, readIngestSettings(environment));
  const reading = readingJobs(open, { embeddings, log });
  const kinds = ingest ? [...ingestJobs(context, log), ...reading] : reading;
  const queue = await openJobQueue(open, kinds, { onError });
  await queue.work();
  if (ingest) await sendDueIngest(queue, open.db, new Date());
  await sendDueReading(queue, { embeddings });
  return async () => {
    await queue.stop();
    await context.fetch.close();
  };
}
