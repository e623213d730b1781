import { bibtex } from "#lib/server/bibtex.ts";
import { closeNames } from "#lib/server/closeNames.ts";
import { highlightTypeScript } from "#lib/server/highlight.ts";
import { renderMarkdown } from "#lib/server/markdown.ts";
import { claimsOf, labOf, loadPaper, loadPapers, slugs, summaryOf } from "#lib/server/papers.ts";
import { type PaperView, viewPaper } from "#lib/server/paperView.ts";
import { shareTags } from "#lib/server/share.ts";
import { withService } from "#lib/server/service.ts";
import { shortAuthors } from "#lib/paper.ts";
import { findPaperByName } from "@offprint/daily";
import { error, isHttpError } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params, url }) => {
  const paper = await loadPaper(params.slug);
  if (!paper) error(404, "There is no such paper", { suggestions: await suggestionsFor(params.slug) });
  const { card, results, example } = paper;
  const { picture: _, ...summary } = summaryOf(paper);
  const view = await viewFor(card.slug, url);
  const image = { path: `/papers/${card.slug}.png`, alt: `${card.title}, by ${shortAuthors(card.authors)}` };
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
    view,
    share: view ? undefined : shareTags(url, { title: card.title, description: card.summary, image }),
  };
};

/** What the catalogue knows of the paper; without the database the rest of the page still stands. */
async function viewFor(slug: string, url: URL): Promise<PaperView | null> {
  try {
    return await withService(async (service) => {
      const paper = await findPaperByName(service.db, slug);
      return paper && viewPaper(service, paper, url.origin, url.searchParams);
    });
  } catch (reason) {
    if (isHttpError(reason, 503)) return null;
    throw reason;
  }
}

async function suggestionsFor(slug: string) {
  const close = closeNames(slug, slugs);
  const papers = await loadPapers();
  return close.map((name) => ({
    slug: name,
    title: papers.find((paper) => paper.card.slug === name)!.card.title,
  }));
}
