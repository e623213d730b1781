import type { PaperDetail, PaperSummary } from "../catalogue/papers.ts";
import type { ClaimHistory, ClaimPaper, ClaimView, VerdictChange } from "../claims/claims.ts";
import { paperId, paperUrl, sourceUrl } from "../links/paperLinks.ts";
import type { Paper } from "../schemas/paper.ts";

const time = (date: Date) => date.toISOString();
const timeOrNull = (date: Date | null) => date?.toISOString() ?? null;

/** A paper as the API shows it. */
export function toPaper(paper: PaperSummary): Paper {
  const { source, version, title, categories, topics, publishedPrecision, listedOn } = paper;
  const { comment, journalReference, doi, license, lab, withdrawn } = paper;
  return {
    id: paperId(paper),
    source,
    version,
    title,
    summary: paper.abstract,
    authors: paper.authors.map(({ name, key, family, given, suffix, affiliation }) => ({
      name,
      key,
      family,
      given,
      suffix,
      affiliation,
    })),
    primaryCategory: categories[0] ?? null,
    categories,
    topics,
    publishedAt: time(paper.publishedAt),
    publishedPrecision,
    revisedAt: timeOrNull(paper.revisedAt),
    listedOn,
    listedAt: timeOrNull(paper.listedAt),
    changedAt: time(paper.changedAt),
    withdrawn: withdrawn && { at: time(withdrawn.at), reason: withdrawn.reason || null },
    comment,
    journalReference,
    doi,
    license,
    links: paper.links.map(({ url, kind }) => ({ url, kind })),
    lab: lab && toLab(lab),
  };
}

function toLab({ slug, kind, summary, venue, year, methods, claims }: NonNullable<PaperSummary["lab"]>) {
  const { reproduced, contradicted, inconclusive, "not tested": notTested } = claims;
  const counts = { reproduced, contradicted, inconclusive, notTested };
  return { slug, kind, summary, venue, year, methods, claims: counts };
}

/** A paper with all that is known of it, as the API shows it. */
export function toPaperDetail(origin: string, paper: PaperDetail) {
  return {
    ...toPaper(paper),
    reportNumber: paper.reportNumber,
    versions: paper.versions.map(({ version, submittedAt, announcedOn, size }) => ({
      version,
      submittedAt: timeOrNull(submittedAt),
      announcedOn,
      size,
    })),
    url: paperUrl(origin, paper),
    sourceUrl: sourceUrl(paper),
  };
}

function toClaimPaper({ source, key, slug, title }: ClaimPaper) {
  return { id: paperId({ source, key }), source, slug, title };
}

export function toClaim({ paper, testedAt, ...claim }: ClaimView) {
  return { ...claim, paper: toClaimPaper(paper), testedAt: timeOrNull(testedAt) };
}

export function toClaimHistory({ tests, ...claim }: ClaimHistory) {
  return { ...toClaim(claim), tests: tests.map((test) => ({ ...test, testedAt: time(test.testedAt) })) };
}

export function toVerdictChange({ paper, claim, testedAt, verdict, before }: VerdictChange) {
  return { paper: toClaimPaper(paper), claim, testedAt: time(testedAt), verdict, before };
}
