import { bibtex } from "#lib/server/bibtex.ts";
import { closeNames } from "#lib/server/closeNames.ts";
import { highlightTypeScript } from "#lib/server/highlight.ts";
import { renderMarkdown } from "#lib/server/markdown.ts";
import { claimsOf, labOf, loadPaper, loadPapers, slugs, summaryOf } from "#lib/server/papers.ts";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params }) => {
  const paper = await loadPaper(params.slug);
  if (!paper) error(404, "There is no such paper", { suggestions: await suggestionsFor(params.slug) });
  const { card, results, example } = paper;
  const { picture: _, ...summary } = summaryOf(paper);
  return {
    ...summary,
    arxiv: card.arxiv,
    code: card.code,
    methods: card.methods,
    idea: renderMarkdown(card.idea),
    method: renderMarkdown(card.method),
    whatToTry: renderMarkdown(card.whatToTry),
    protocol: card.protocol ? renderMarkdown(card.protocol) : null,
    lab: labOf(paper),
    claims: claimsOf(paper),
    environment: results?.environment ?? null,
    example: example && { source: example, html: highlightTypeScript(example.trim()) },
    bibtex: bibtex(card),
  };
};

async function suggestionsFor(slug: string) {
  const close = closeNames(slug, slugs);
  const papers = await loadPapers();
  return close.map((name) => ({
    slug: name,
    title: papers.find((paper) => paper.card.slug === name)!.card.title,
  }));
}
