import { paperKinds, type PaperKind } from "@offprint/papers";
import { keywordsOf, matchesKeywords } from "./keywords.ts";
import type { PaperSummary } from "./paper.ts";
import { writeSearch, type Params, type SearchString } from "./search.ts";

export const paperOrders = {
  newest: "Newest first",
  oldest: "Oldest first",
  title: "Title",
  reproduced: "Most claims reproduced",
  contradicted: "Most claims contradicted",
} as const;

export type PaperOrder = keyof typeof paperOrders;

/** What a reader asked of the collection; stands in the address. */
export interface PaperQuery {
  /** Keywords. */
  q: string;
  topic: string;
  kind: PaperKind | "";
  /** "claims": only papers with claims that were re-tested. */
  has: "claims" | "";
  sort: PaperOrder;
}

export function readPaperQuery(params: Params): PaperQuery {
  const [kind, sort] = [params.get("kind") ?? "", params.get("sort") ?? ""];
  return {
    q: params.get("q") ?? "",
    topic: params.get("topic") ?? "",
    kind: kind in paperKinds ? (kind as PaperKind) : "",
    has: params.get("has") === "claims" ? "claims" : "",
    sort: sort in paperOrders ? (sort as PaperOrder) : "newest",
  };
}

/** The query as a search string with its question mark, or nothing where it asks for nothing. */
export function writePaperQuery({ sort, ...rest }: PaperQuery): SearchString {
  return writeSearch({ ...rest, sort: sort === "newest" ? "" : sort });
}

const byNewest = (a: PaperSummary, b: PaperSummary) =>
  b.month.localeCompare(a.month) || a.title.localeCompare(b.title);

const comparisons: Record<PaperOrder, (a: PaperSummary, b: PaperSummary) => number> = {
  newest: byNewest,
  oldest: (a, b) => -byNewest(a, b),
  title: (a, b) => a.title.localeCompare(b.title),
  reproduced: (a, b) => b.verdicts.reproduced - a.verdicts.reproduced || byNewest(a, b),
  contradicted: (a, b) => b.verdicts.contradicted - a.verdicts.contradicted || byNewest(a, b),
};

/** The papers that a query asks for, in its order. */
export function findPapers(papers: PaperSummary[], query: PaperQuery): PaperSummary[] {
  const keywords = keywordsOf(query.q);
  return papers
    .filter((paper) => !query.topic || paper.topics.includes(query.topic))
    .filter((paper) => !query.kind || paper.kind === query.kind)
    .filter(
      ({ verdicts }) => !query.has || verdicts.reproduced + verdicts.contradicted + verdicts.inconclusive > 0,
    )
    .filter((paper) => matchesKeywords(searchTexts(paper), keywords))
    .sort(comparisons[query.sort]);
}

function searchTexts({ title, authors, summary, topics, kind }: PaperSummary): string[] {
  return [title, ...authors, summary, ...topics, paperKinds[kind]];
}
