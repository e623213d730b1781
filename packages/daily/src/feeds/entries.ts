import type { PaperSummary } from "../catalogue/papers.ts";
import type { VerdictChange } from "../claims/claims.ts";
import { authorUrl, paperId, paperUrl, sourceUrl, tagUri } from "../links/paperLinks.ts";
import { plainTex } from "../search/plainTex.ts";
import type { FeedEntry } from "./feed.ts";

/** A paper in a feed; its date is the day it was listed, or else of its submission. */
export function paperEntry(origin: string, paper: PaperSummary): FeedEntry {
  const { lab } = paper;
  const summary = plainTex(paper.abstract || (lab?.summary ?? ""));
  return {
    id: tagUri(origin, `paper/${paperId(paper)}`),
    url: paperUrl(origin, paper),
    externalUrl: sourceUrl(paper),
    title: plainTex(paper.title),
    summary: paper.withdrawn ? `Withdrawn. ${summary}` : summary,
    published: paper.listedAt ?? paper.publishedAt,
    updated: paper.changedAt,
    authors: paper.authors.map(({ name, key }) => ({ name, url: authorUrl(origin, key) })),
    tags: [...paper.categories, ...paper.topics],
    claims: lab && {
      reproduced: lab.claims.reproduced,
      contradicted: lab.claims.contradicted,
      inconclusive: lab.claims.inconclusive,
      untested: lab.claims["not tested"],
    },
  };
}

/** A verdict that changed, in the feed of such changes. */
export function verdictEntry(origin: string, change: VerdictChange): FeedEntry {
  const { paper, claim, testedAt, verdict, before } = change;
  const url = `${paperUrl(origin, paper)}#claim-${encodeURIComponent(claim.name)}`;
  const title = plainTex(paper.title);
  return {
    id: tagUri(origin, `claim/${paperId(paper)}/${claim.name}/${testedAt.toISOString()}`),
    url,
    externalUrl: sourceUrl(paper),
    title: `${capitalise(verdict)}, was ${before}: ${title}`,
    summary: `${plainTex(claim.statement)} The re-test of ${testedAt.toISOString().slice(0, 10)} says ${verdict}; before it the claim was ${before}.`,
    published: testedAt,
    updated: testedAt,
    authors: [],
    tags: [verdict],
  };
}

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
