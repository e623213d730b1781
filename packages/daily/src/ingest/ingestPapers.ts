import { storePapers } from "../catalogue/storePapers.ts";
import type { Listed } from "../catalogue/mergePaper.ts";
import type { PaperRecord } from "../catalogue/paperRecord.ts";
import { SourceRefusedError } from "../net/errors.ts";
import { dayIn } from "../time/zones.ts";
import { listingMoment } from "./announcements.ts";
import { askForPapers, mostIds } from "./arxiv/askArxiv.ts";
import { readPaperReference } from "./arxivIdentifier.ts";
import type { IngestContext, IngestSettings } from "./context.ts";

export interface IngestResult {
  added: number;
  changed: number;
  unchanged: number;
  /** Keys that arXiv does not know. */
  missing: string[];
}

/**
 * Brings papers into the catalogue by their identifiers or addresses, each in its newest version.
 * @throws InvalidInputError before anything is asked, if one of them is not a paper's
 * @throws SourcePausedError, ForbiddenAddressError; what was stored until then stays
 */
export async function ingestPapers(context: IngestContext, references: string[]): Promise<IngestResult> {
  const keys = [...new Set(references.map((reference) => readPaperReference(reference).key))];
  const total: IngestResult = { added: 0, changed: 0, unchanged: 0, missing: [] };
  for (let start = 0; start < keys.length; start += mostIds) {
    const asked = keys.slice(start, start + mostIds);
    const papers = await readFullFields(context, asked);
    const now = context.clock.now();
    const items = papers.map((record) => ({
      record,
      listed: workOutDay(record, context.settings, now),
    }));
    const { added, changed, unchanged } = await storePapers(context.db, items, now);
    total.added += added;
    total.changed += changed;
    total.unchanged += unchanged;
    const found = new Set(papers.map(({ key }) => key));
    total.missing.push(...asked.filter((key) => !found.has(key)));
  }
  return total;
}

/**
 * Full fields of papers. One identifier that arXiv refuses makes it refuse all that were asked with it: then they
 * are asked in halves.
 */
export async function readFullFields(context: IngestContext, keys: string[]): Promise<PaperRecord[]> {
  try {
    const { papers, entries, total } = await askForPapers(context, keys);
    const wanted = new Set(keys);
    const found = papers.filter(({ key }) => wanted.has(key));
    for (const { key } of found) wanted.delete(key);
    if (wanted.size === 0 || entries >= Math.min(total, keys.length)) return found;
    // The page was cut: what it announced and did not bring is asked for once more.
    const rest = await askForPapers(context, [...wanted], { canBeEmpty: true });
    return [...found, ...rest.papers.filter(({ key }) => wanted.has(key))];
  } catch (error) {
    if (!(error instanceof SourceRefusedError)) throw error;
    if (keys.length === 1) return [];
    const middle = Math.ceil(keys.length / 2);
    return [
      ...(await readFullFields(context, keys.slice(0, middle))),
      ...(await readFullFields(context, keys.slice(middle))),
    ];
  }
}

/** The day whose listing should have had a paper, if that day has come. */
export function workOutDay(
  record: PaperRecord,
  { zone, calendar }: IngestSettings,
  now: Date,
): Listed | null {
  if (record.publishedPrecision === "month") return null;
  // Of a day without time the middle is taken.
  const time = record.publishedAt.getTime() + (record.publishedPrecision === "day" ? 17 * 3600_000 : 0);
  const at = listingMoment(new Date(time), calendar);
  return at > now ? null : { day: dayIn(at, zone), at, seen: false };
}
