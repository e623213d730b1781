import { z } from "zod";
import { citationFormats, type CitationFormatName } from "../cite/citationFormats.ts";
import type { PaperSummary } from "../catalogue/papers.ts";
import { InvalidInputError } from "../errors.ts";
import { rankDay } from "../ranking/rankPapers.ts";
import { searchPapers } from "../search/searchPapers.ts";
import { readDay } from "../time/days.ts";
import { findPaperByName } from "./findByName.ts";
import { type ApiContext, NotFoundError } from "./operations.ts";
import { queryText, readQuery } from "./readQuery.ts";

const formatNames = Object.keys(citationFormats) as [CitationFormatName, ...CitationFormatName[]];

export const exportQuery = z.object({
  format: z.enum(formatNames, `one of ${formatNames.join(", ")}`).default("bibtex"),
  ids: queryText(10_000)
    .optional()
    .meta({ description: "Papers, with commas between them: identifiers or slugs" }),
  q: queryText(1000).optional().meta({ description: "All papers that a search finds" }),
  date: queryText(10).optional().meta({ description: "All papers of a day" }),
});

/**
 * Reads what an export is asked for. `ids` may be given many times, as the check boxes of a form do.
 * @throws InvalidInputError
 */
export function readExportQuery(parameters: URLSearchParams): z.output<typeof exportQuery> {
  const joined = new URLSearchParams(parameters);
  const ids = parameters.getAll("ids");
  if (ids.length > 1) joined.set("ids", ids.join(","));
  return readQuery(exportQuery, joined);
}

/** Papers of one export at most. */
const mostPapers = 1000;

/**
 * A file of citations: of some papers, of a day, of a whole search (1000 papers at most).
 * @throws InvalidInputError, NotFoundError
 */
export async function exportCitations(
  context: ApiContext,
  { format, ids, q, date }: z.output<typeof exportQuery>,
): Promise<{ name: string; type: string; text: string }> {
  if ([ids, q, date].filter((value) => value !== undefined).length !== 1) {
    throw new InvalidInputError("ids", "the only one given of ids, q and date", ids ?? "nothing");
  }
  const papers =
    ids !== undefined
      ? await papersByName(context, ids)
      : await readAll((cursor) =>
          q !== undefined
            ? searchPapers(context.db, q, { limit: 100, cursor })
            : rankDay(context.db, readDay(date!), { limit: 100, cursor }),
        );
  const { type, extension, write } = citationFormats[format];
  return { name: `offprint.${extension}`, type, text: write(papers) };
}

async function papersByName({ db }: ApiContext, ids: string): Promise<PaperSummary[]> {
  const names = [...new Set(ids.split(",").map((id) => id.trim()))].filter((id) => id !== "");
  if (names.length === 0 || names.length > 100) throw new InvalidInputError("ids", "1 to 100 papers", ids);
  const papers: PaperSummary[] = [];
  for (const name of names) {
    const paper = await findPaperByName(db, name);
    if (!paper) throw new NotFoundError(`There is no paper ${JSON.stringify(name)} here.`);
    papers.push(paper);
  }
  return papers;
}

async function readAll(
  readPage: (cursor: string | null) => Promise<{ items: PaperSummary[]; next: string | null }>,
): Promise<PaperSummary[]> {
  const papers: PaperSummary[] = [];
  let cursor: string | null = null;
  do {
    const page = await readPage(cursor);
    papers.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && papers.length < mostPapers);
  return papers.slice(0, mostPapers);
}
