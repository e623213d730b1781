import type { Card } from "@offprint/papers";
import type { ClaimResult } from "@offprint/lab";
import type { Context } from "../context.ts";
import { exitCodes } from "../errors.ts";
import { formatTable } from "../terminal/table.ts";
import { formatVerdictCounts } from "../terminal/verdicts.ts";

/** Lists the papers with what became of their claims. */
export async function listCommand(
  { papers, terminal }: Context,
  { json }: { json?: boolean },
): Promise<number> {
  const list = await Promise.all(
    papers.paperSlugs().map(async (slug) => {
      const [card, results] = await Promise.all([papers.loadCard(slug), papers.loadResults(slug)]);
      return { card, claims: results?.claims ?? [] };
    }),
  );
  if (json) {
    terminal.out(JSON.stringify(list.map(summarize), null, 2));
    return exitCodes.fine;
  }
  const columns = [
    { heading: "paper" },
    { heading: "title", shrinks: true },
    { heading: "year" },
    { heading: "kind" },
    { heading: "claims" },
  ];
  const rows = list.map(({ card, claims }) => [
    card.slug,
    card.title,
    String(card.year),
    card.kind,
    formatVerdictCounts(terminal.style, claims),
  ]);
  const [headings, ...lines] = formatTable(columns, rows, terminal.columns);
  terminal.out(terminal.style.dim(headings!));
  for (const line of lines) terminal.out(line);
  terminal.out(terminal.style.dim("✓ reproduced  ✗ contradicted  ? inconclusive"));
  return exitCodes.fine;
}

function summarize({ card, claims }: { card: Card; claims: ClaimResult[] }) {
  const { slug, title, authors, year, venue, arxiv, kind, topics, summary } = card;
  const verdicts = Object.fromEntries(claims.map(({ claim, verdict }) => [claim, verdict]));
  return { slug, title, authors, year, venue, arxiv, kind, topics, summary, verdicts };
}
