import type { IngestContext } from "@offprint/daily";
import type { Context } from "../context.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { withCatalogue } from "../openCatalogue.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface IngestOptions {
  categories?: string;
  since?: string;
}

/** Brings papers into the catalogue. */
export async function ingestCommand(
  context: Context,
  references: string[],
  { categories, since }: IngestOptions,
): Promise<number> {
  const { environment, signal, terminal } = context;
  if (references.length > 0 && (categories !== undefined || since !== undefined)) {
    throw new UsageError("name papers or categories, not both");
  }
  if (since !== undefined && categories === undefined) throw new UsageError("--since needs --categories");
  const daily = await import("@offprint/daily");
  return withCatalogue(context, async ({ open }) => {
    if (since !== undefined) daily.readDay(since);
    const ingest = daily.makeIngestContext(open.db, daily.readIngestSettings(environment), { signal });
    try {
      if (references.length > 0) return await ingestNamed(ingest, terminal, references);
      const named = categories
        ?.split(",")
        .map((name) => name.trim())
        .filter(Boolean);
      const wanted = named ?? (await daily.wantedCategories(open.db));
      if (wanted.length === 0) throw new UsageError("--categories names none");
      for (const category of wanted) {
        signal.throwIfAborted();
        if (since === undefined) await pull(ingest, terminal, category);
        else await harvest(ingest, terminal, category, since);
      }
      await fill(ingest, terminal);
      await daily.refreshHot(open.db, { since: new Date(Date.now() - 2 * 24 * 3600_000) });
      return exitCodes.fine;
    } finally {
      await ingest.fetch.close();
    }
  });
}

async function ingestNamed(ingest: IngestContext, terminal: Terminal, references: string[]): Promise<number> {
  const { ingestPapers, refreshHot } = await import("@offprint/daily");
  const { added, changed, unchanged, missing } = await ingestPapers(ingest, references);
  await refreshHot(ingest.db, { since: new Date(Date.now() - 60_000) });
  terminal.out(`${added} added, ${changed} changed, ${unchanged} as they were`);
  for (const key of missing) terminal.err(`arXiv has no paper ${key}`);
  return missing.length === 0 ? exitCodes.fine : exitCodes.failed;
}

async function pull(ingest: IngestContext, terminal: Terminal, category: string): Promise<void> {
  const { pullListing } = await import("@offprint/daily");
  const { day, papers, added, changed, complete } = await pullListing(ingest, category);
  const state = complete ? "complete" : "may still grow";
  terminal.out(`${category} ${day}: ${papers} papers (${state}), ${added} added, ${changed} changed`);
}

async function harvest(
  ingest: IngestContext,
  terminal: Terminal,
  category: string,
  since: string,
): Promise<void> {
  const { harvestCategory } = await import("@offprint/daily");
  const result = await harvestCategory(ingest, category, since, ({ pages, records }) =>
    terminal.err(`${category}: ${records} records in ${pages} pages`),
  );
  const { added, changed, withdrawn } = result;
  terminal.out(`${category} since ${since}: ${added} added, ${changed} changed, ${withdrawn} withdrawn`);
}

async function fill(ingest: IngestContext, terminal: Terminal): Promise<void> {
  const { fillPapers } = await import("@offprint/daily");
  for (;;) {
    ingest.signal?.throwIfAborted();
    const { filled, missing, more } = await fillPapers(ingest);
    if (filled + missing > 0) terminal.out(`${filled} papers got their full fields`);
    if (!more) return;
  }
}
