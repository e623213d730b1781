import { writeAtomically } from "@offprint/lab/node";
import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { withCatalogue } from "../openCatalogue.ts";

export interface CiteOptions {
  format: "bibtex" | "csl-json" | "ris";
  out?: string;
  search?: string;
  date?: string;
}

/** Writes citations of papers, of a search or of a day. */
export function citeCommand(
  context: Context,
  papers: string[],
  { format, out, search, date }: CiteOptions,
): Promise<number> {
  const chosen = [papers.length > 0, search !== undefined, date !== undefined].filter(Boolean);
  if (chosen.length !== 1) throw new UsageError("name papers, or give one of --search and --date");
  const { terminal } = context;
  return withCatalogue(context, async ({ api }) => {
    const { exportCitations } = await import("@offprint/daily");
    const ids = papers.length > 0 ? papers.join(",") : undefined;
    const { text } = await exportCitations(api, { format, ids, q: search, date });
    if (out === undefined) {
      terminal.out(text.trimEnd());
      return exitCodes.fine;
    }
    const file = resolve(out);
    await writeAtomically(file, text).catch((error: Error) => {
      throw new UsageError(`can't write ${file}: ${error.message}`);
    });
    terminal.out(file);
    return exitCodes.fine;
  });
}
