import { findImplementation } from "../catalogue/implementations.ts";
import { findPaper, findPaperById, type PaperDetail } from "../catalogue/papers.ts";
import type { Database } from "../database/handle.ts";
import { parseArxivIdentifier } from "../ingest/arxivIdentifier.ts";

/**
 * A paper by what people call it: an arXiv identifier (a version is passed over), the slug of one that runs here, or
 * "source:key". Null if there is none.
 */
export async function findPaperByName(db: Database, name: string): Promise<PaperDetail | null> {
  if (name.length > 200 || /[\p{Cc}\p{Cs}]/u.test(name)) return null;
  const identifier = parseArxivIdentifier(name);
  if (identifier) return findPaper(db, "arxiv", identifier.key);
  const [source, ...rest] = name.split(":");
  if (rest.length > 0) return findPaper(db, source!, rest.join(":"));
  const id = await findImplementation(db, name);
  return id === null ? null : findPaperById(db, id);
}
