import { MalformedAnswerError, SourceFailureError, SourceRefusedError } from "../../net/errors.ts";
import type { IngestContext } from "../context.ts";
import { askPolitely } from "../sourceQueue.ts";
import { type AtomAnswer, readAtom } from "./readAtom.ts";
import { type Listing, readListing } from "./readListing.ts";
import { OaiError, type OaiPage, readOai } from "./readOai.ts";

/** One request every three seconds, over all of arXiv's interfaces and all our processes. */
const manners = { source: "arxiv", pause: 3000 };
const mebibyte = 1024 * 1024;
/** A listing has at most 2000 papers, a page of a harvest 2000 records; full fields are asked for a hundred papers. */
const limits = {
  papers: { time: 30_000, bytes: 4 * mebibyte },
  listing: { time: 30_000, bytes: 16 * mebibyte },
  records: { time: 90_000, bytes: 16 * mebibyte },
};
const xmlTypes = ["application/atom+xml", "application/rss+xml", "application/xml", "text/xml"];

async function ask<Answer>(
  context: IngestContext,
  kind: keyof typeof limits,
  url: string,
  read: (text: string) => Answer,
): Promise<Answer> {
  const { signal } = context;
  return askPolitely(manners, context, async () => {
    const taken = { ...(context.limits ?? limits[kind]), types: xmlTypes, ...(signal && { signal }) };
    const answer = await context.fetch.get(url, taken).catch((error: unknown) => {
      throw refusalOf(error);
    });
    return read(decode(answer.body));
  });
}

/** A status that says that the question is wrong. */
function refusalOf(error: unknown): unknown {
  const isRefusal = error instanceof SourceFailureError && [400, 404, 410, 414].includes(error.status ?? 0);
  return isRefusal ? new SourceRefusedError(error.message) : error;
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new MalformedAnswerError("an answer that is not UTF-8");
  }
}

/** Most identifiers in one request: its address stays short. */
export const mostIds = 100;

/**
 * Full fields of at most 100 papers, each in its newest version. Unknown ones are missing in the answer.
 * @param canBeEmpty false: a page without entries that announces some is asked for again
 * @throws SourceRefusedError if one of the identifiers is not to its taste; then none is answered
 */
export async function askForPapers(
  context: IngestContext,
  keys: string[],
  { canBeEmpty = false }: { canBeEmpty?: boolean } = {},
): Promise<AtomAnswer> {
  const url = `${context.settings.addresses.api}?id_list=${keys.join(",")}&max_results=${keys.length}`;
  return ask(context, "papers", url, (text) => {
    const answer = readAtom(text);
    if (!canBeEmpty && answer.entries === 0 && answer.total > 0) {
      throw new MalformedAnswerError(`an empty page where ${answer.total} papers were announced`);
    }
    return answer;
  });
}

/** The newest listing of a category. */
export async function askForListing(context: IngestContext, category: string): Promise<Listing> {
  const { listings } = context.settings.addresses;
  return ask(
    context,
    "listing",
    `${listings.replace(/\/$/, "")}/${encodeURIComponent(category)}`,
    readListing,
  );
}

/** What is asked of a harvest: a set from a day on, or the next page. */
export type OaiQuestion = { set: string; from: string | null } | { token: string };

/**
 * One page of a harvest.
 * @throws OaiError with its code, e.g. "noRecordsMatch", "badResumptionToken"
 */
export async function askForRecords(context: IngestContext, question: OaiQuestion): Promise<OaiPage> {
  const query =
    "token" in question
      ? `resumptionToken=${encodeURIComponent(question.token)}`
      : `metadataPrefix=arXiv&set=${encodeURIComponent(question.set)}${question.from ? `&from=${question.from}` : ""}`;
  const page = await ask(
    context,
    "records",
    `${context.settings.addresses.oai}?verb=ListRecords&${query}`,
    (text) => {
      try {
        return readOai(text);
      } catch (error) {
        // An answer, though not the one hoped for: the source is well.
        if (error instanceof OaiError) return error;
        throw error;
      }
    },
  );
  if (page instanceof OaiError) throw page;
  return page;
}

const physics =
  /^(astro-ph|cond-mat|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|nlin|nucl-ex|nucl-th|physics|quant-ph)$/;

/** The OAI-PMH set of a category: "cs.LG" is "cs:cs:LG", "hep-lat" is "physics:hep-lat". */
export function setOfCategory(category: string): string {
  const [archive = "", subject] = category.split(".");
  const group = physics.test(archive) ? "physics" : archive;
  return [group, archive, ...(subject === undefined ? [] : [subject])].join(":");
}
