import { stripVTControlCharacters } from "node:util";
import type { Context } from "../context.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { withCatalogue } from "../openCatalogue.ts";
import { renderMarkdown } from "../terminal/markdown.ts";

/** Prints a paper of the catalogue by its identifier. */
export function showCataloguePaper(context: Context, name: string): Promise<number> {
  const { terminal } = context;
  return withCatalogue(context, async ({ api }) => {
    const { claimHistories, findPaperByName, paperMarkdown } = await import("@offprint/daily");
    const paper = await findPaperByName(api.db, name);
    if (!paper)
      throw new UsageError(`there is no paper "${name}" here; \`offprint ingest ${name}\` brings it in`);
    const claims = paper.lab ? await claimHistories(api.db, paper.lab.slug) : [];
    const card = paper.lab ? await context.papers.loadCard(paper.lab.slug) : null;
    const text = stripVTControlCharacters(paperMarkdown(api.origin, paper, { claims, card }));
    for (const line of renderMarkdown(text, terminal.columns, terminal.style)) terminal.out(line);
    return exitCodes.fine;
  });
}
