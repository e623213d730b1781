import type { ApiContext, OpenDatabase } from "@offprint/daily";
import { libraryMethods } from "@offprint/papers";
import { loadMethodSources } from "@offprint/papers/registry";
import type { Context } from "./context.ts";
import { CommandError, UsageError } from "./errors.ts";

/** The open catalogue. */
export interface Catalogue {
  open: OpenDatabase;
  /** What the reads of the API work on. */
  api: ApiContext;
}

/**
 * Opens the catalogue, brings it up to date with the collection, does some work and closes it.
 * @throws UsageError for input that makes no sense
 * @throws CommandError where the database cannot be used
 */
export async function withCatalogue<Result>(
  context: Context,
  work: (catalogue: Catalogue) => Promise<Result>,
): Promise<Result> {
  // Loaded only now: other commands start faster without it.
  const daily = await import("@offprint/daily");
  try {
    const url = context.environment["DATABASE_URL"];
    const open = await daily.openDatabase(url ? { url } : { dataFolder: context.dataFolder });
    try {
      const now = new Date();
      const { changed } = await daily.seedCollection(open.db, await readCollection(context), now);
      if (changed > 0) await daily.refreshHot(open.db, { since: now });
      return await work({
        open,
        api: apiContext(context, open, daily.readIngestSettings(context.environment).zone),
      });
    } finally {
      await open.close();
    }
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof daily.InvalidInputError || error instanceof daily.NotFoundError) {
      throw new UsageError(error.message);
    }
    const isTold = [
      daily.DataFolderLockedError,
      daily.DatabaseUnavailableError,
      daily.DatabaseTooNewError,
      daily.SourcePausedError,
      daily.SourceFailureError,
    ].some((kind) => error instanceof kind);
    throw isTold ? new CommandError((error as Error).message) : error;
  }
}

function apiContext(context: Context, { db }: OpenDatabase, zone: string): ApiContext {
  const origin = (context.environment["ORIGIN"] || "http://localhost:3000").replace(/\/$/, "");
  const methods = async () => libraryMethods(await readCards(context), loadMethodSources);
  return { db, origin, zone, now: new Date(), methods };
}

function readCards({ papers }: Context) {
  return Promise.all(papers.paperSlugs().map((slug) => papers.loadCard(slug)));
}

function readCollection({ papers }: Context) {
  return Promise.all(
    papers.paperSlugs().map(async (slug) => {
      const [card, experiment, results] = await Promise.all([
        papers.loadCard(slug),
        papers.loadExperiment(slug),
        papers.loadResults(slug),
      ]);
      return { card, claims: experiment.claims, ...(results && { results }) };
    }),
  );
}
