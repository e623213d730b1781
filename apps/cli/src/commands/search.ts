import type { Context } from "../context.ts";
import { exitCodes } from "../errors.ts";
import { withCatalogue } from "../openCatalogue.ts";
import { printPapers } from "../printPapers.ts";

export interface SearchCommandOptions {
  sort?: "relevance" | "newest" | "oldest" | "trending";
  limit: number;
  json?: boolean;
}

/** Prints what a search finds. */
export function searchCommand(
  context: Context,
  q: string,
  { json, ...options }: SearchCommandOptions,
): Promise<number> {
  const { terminal } = context;
  return withCatalogue(context, async ({ api }) => {
    const { search } = await import("@offprint/daily");
    const found = await search.read(api, { q, sort: undefined, cursor: undefined, ...options }, "");
    if (json) {
      terminal.out(JSON.stringify(found, null, 2));
      return exitCodes.fine;
    }
    for (const { field, value, expected } of found.problems) {
      terminal.err(`${field} “${value}” does not count: it takes ${expected}`);
    }
    printPapers(terminal, found.items);
    const { total } = found;
    if (total) terminal.err(`${total.count}${total.isExact ? "" : " or more"} found. ${found.modeNote}`);
    if (found.didYouMean) terminal.err(`Did you mean: ${found.didYouMean}`);
    return exitCodes.fine;
  });
}
