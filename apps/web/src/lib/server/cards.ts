import {
  authorUrl,
  type FoundPaper,
  paperId,
  plainTex,
  type PaperSummary as CataloguePaper,
  type RankedPaper,
} from "@offprint/daily";
import type { Card } from "#lib/card.ts";
import { dayName, monthName, shortAuthors, type PaperSummary, type VerdictCounts } from "#lib/paper.ts";
import { paperKinds, type PaperKind } from "@offprint/papers";
import { loadPaper, summaryOf } from "./papers.ts";
import { beginning, markedRichText, richText } from "./richText.ts";

/** Letters of an abstract on a card, about. */
const longestText = 300;

/** What stands behind "/papers/" for a paper. */
export function addressOf(paper: Pick<CataloguePaper, "source" | "key" | "lab">): string {
  return paper.lab?.slug ?? paperId(paper).split("/").map(encodeURIComponent).join("/");
}

/** What stands behind "/authors/". */
export const authorAddress = (key: string): string => authorUrl("", key).slice("/authors/".length);

export function verdictsOf(claims: NonNullable<CataloguePaper["lab"]>["claims"]): VerdictCounts {
  const { "not tested": untested, ...tested } = claims;
  return { ...tested, untested };
}

/** Papers of the catalogue as cards; those that run here with their picture. */
export function cardsOf(papers: CataloguePaper[]): Promise<Card[]> {
  return Promise.all(papers.map(cardOf));
}

export function rankedCards(papers: RankedPaper[]): Promise<Card[]> {
  return Promise.all(
    papers.map(async (paper) => ({
      ...(await cardOf(paper)),
      place: { rank: paper.rank, reasons: paper.reasons },
    })),
  );
}

/** Found papers: the words that were looked for are marked, and the pieces of the abstract around them shown. */
export function foundCards(papers: FoundPaper[]): Promise<Card[]> {
  return Promise.all(
    papers.map(async (paper) => {
      const card = await cardOf(paper);
      if (!paper.highlights) return card;
      const { title, snippet } = paper.highlights;
      const pieces = snippet.filter(({ text }) => text.trim() !== "");
      const text = pieces.flatMap((piece, index) => [
        ...(index > 0 ? [{ text: " … " }] : []),
        ...markedRichText(piece),
      ]);
      return { ...card, title: markedRichText(title), text: pieces.length > 0 ? text : card.text };
    }),
  );
}

async function cardOf(paper: CataloguePaper): Promise<Card> {
  const own = paper.lab && (await summaryFor(paper.lab.slug));
  return {
    address: addressOf(paper),
    id: paper.lab?.slug ?? paperId(paper),
    eyebrow: [...(paper.lab ? [kindName(paper.lab.kind)] : paper.categories.slice(0, 2)), dateText(paper)],
    title: richText(paper.title),
    name: plainTex(paper.title),
    authors: shortAuthors(paper.authors.map(({ name }) => name)),
    text: richText(paper.lab?.summary ?? beginning(paper.abstract, longestText)),
    topics: paper.topics,
    isWithdrawn: paper.withdrawn !== null,
    lab: paper.lab && { verdicts: verdictsOf(paper.lab.claims), picture: own?.picture ?? null },
  };
}

const kindName = (kind: string): string => paperKinds[kind as PaperKind] ?? kind;

const summaries = new Map<string, Promise<PaperSummary>>();

/** Drawn once: pictures are those of the last verification. */
function summaryFor(slug: string): Promise<PaperSummary> | undefined {
  const paper = loadPaper(slug);
  if (paper && !summaries.has(slug)) summaries.set(slug, paper.then(summaryOf));
  return summaries.get(slug);
}

/** When it was first submitted, as exactly as it is known. */
export function dateText({ publishedAt, publishedPrecision }: CataloguePaper): string {
  const at = publishedAt.toISOString();
  return publishedPrecision === "month" ? monthName(at.slice(0, 7)) : dayName(at);
}
