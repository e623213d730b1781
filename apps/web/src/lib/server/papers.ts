import type { CellRecord, Claim, Experiment, Results } from "@offprint/lab";
import { renderPlot } from "@offprint/lab/plots";
import { parseCard, type Card } from "@offprint/papers";
import {
  countVerdicts,
  type ClaimView,
  type LabDeclaration,
  type ListedClaim,
  type PaperSummary,
  type Picture,
  type VerdictCounts,
} from "#lib/paper.ts";
import { renderInline } from "./markdown.ts";

/** Everything that a paper's folder holds. */
export interface Paper {
  card: Card;
  experiment: Experiment;
  results: Results | null;
  /** Source of the minimal example. */
  example: string | null;
}

const folder = "../../../../../packages/papers/src";
const cards = import.meta.glob<string>("../../../../../packages/papers/src/*/card.md", {
  query: "?raw",
  import: "default",
});
const experiments = import.meta.glob<Experiment>("../../../../../packages/papers/src/*/experiment.ts", {
  import: "default",
});
const results = import.meta.glob<Results>("../../../../../packages/papers/src/*/results.json", {
  import: "default",
});
const examples = import.meta.glob<string>("../../../../../packages/papers/src/*/example.ts", {
  query: "?raw",
  import: "default",
});

/** Slugs of all papers: the folders with a card and an experiment. */
export const slugs = Object.keys(cards)
  .map((path) => path.split("/").at(-2)!)
  .filter((slug) => `${folder}/${slug}/experiment.ts` in experiments)
  .sort();

const loaded = new Map<string, Promise<Paper>>();

/** A paper by its slug, or undefined. Files are read once. */
export function loadPaper(slug: string): Promise<Paper> | undefined {
  if (!slugs.includes(slug)) return undefined;
  let paper = loaded.get(slug);
  if (!paper) loaded.set(slug, (paper = readPaper(slug)));
  return paper;
}

export function loadPapers(): Promise<Paper[]> {
  return Promise.all(slugs.map((slug) => loadPaper(slug)!));
}

async function readPaper(slug: string): Promise<Paper> {
  const [markdown, experiment, found, example] = await Promise.all([
    cards[`${folder}/${slug}/card.md`]!(),
    experiments[`${folder}/${slug}/experiment.ts`]!(),
    results[`${folder}/${slug}/results.json`]?.(),
    examples[`${folder}/${slug}/example.ts`]?.(),
  ]);
  return { card: parseCard(slug, markdown), experiment, results: found ?? null, example: example ?? null };
}

export function summaryOf(paper: Paper): PaperSummary {
  const { slug, title, authors, month, venue, kind, topics, summary } = paper.card;
  const verdicts = verdictCountsOf(paper);
  const picture = pictureOf(paper, { width: 360, height: 180 });
  return { slug, title, authors, month, venue, kind, topics, summary, verdicts, picture };
}

export const verdictCountsOf = (paper: Paper): VerdictCounts =>
  countVerdicts(claimsOf(paper).map((claim) => claim.verdict));

/** The paper's own picture from its last verification. */
export function pictureOf(
  { experiment, results }: Paper,
  size: { width: number; height: number },
): Picture | null {
  const plot = experiment.plots[experiment.picture.plot];
  if (!plot || !results) return null;
  const svg = renderPlot(plot, results.picture, { ...size, arms: experiment.arms, compact: true });
  return { svg, alt: experiment.picture.alt, title: plot.title };
}

export function labOf({ experiment, results }: Paper): LabDeclaration {
  const { slug, controls, arms, liveArms, plots, picture, processorOnly = false } = experiment;
  const preview = results ? { [picture.plot]: results.picture } : {};
  return { slug, controls, arms, liveArms, plots, preview, processorOnly };
}

/** The claims of a paper, the one it is known for first. */
export function claimsOf(paper: Paper): ClaimView[] {
  const { claims } = paper.experiment;
  return [...claims.filter((claim) => claim.headline), ...claims.filter((claim) => !claim.headline)].map(
    (claim) => viewClaim(claim, paper.results),
  );
}

function viewClaim(claim: Claim, results: Results | null): ClaimView {
  const { run: _, ...protocol } = claim.protocol;
  const last = results?.claims.find((result) => result.claim === claim.id);
  const current = last?.protocol.version === protocol.version ? last : null;
  const earlier = (results?.history ?? []).filter((result) => result.claim === claim.id);
  return {
    id: claim.id,
    headline: claim.headline ?? false,
    statement: renderInline(claim.statement),
    figure: renderInline(claim.paper.figure),
    where: claim.paper.where,
    protocol,
    verdict: current?.verdict ?? "untested",
    result: current,
    history: last && !current ? [last, ...earlier] : earlier,
    seconds: current && results ? totalSeconds(results.cells[protocol.id]) : null,
  };
}

const totalSeconds = (cells: CellRecord[] = []) => cells.reduce((sum, cell) => sum + cell.seconds, 0);

export function listedClaimsOf(paper: Paper): ListedClaim[] {
  const { slug, title, month, kind, topics } = paper.card;
  const texts = new Map(paper.experiment.claims.map((claim) => [claim.id, claim.statement]));
  return claimsOf(paper).map(({ seconds: _seconds, ...claim }) => ({
    ...claim,
    paper: { slug, title, month, kind, topics },
    text: texts.get(claim.id)!,
  }));
}
