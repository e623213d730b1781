import { type PaperSummary as CataloguePaper, paperId, plainTex } from "@offprint/daily";
import { paperKinds } from "@offprint/papers";
import { monthName } from "#lib/paper.ts";
import { dateText, verdictsOf } from "../cards.ts";
import { loadPaper, pictureOf, type Paper, verdictCountsOf } from "../papers.ts";
import { legible } from "./legible.ts";
import type { ListedInImage } from "./listImage.ts";
import { type PaperImage, pictureSize } from "./paperImage.ts";
import type { Authors } from "./shortenNames.ts";
import { coverage } from "./typefaces.ts";

/** Letters of a summary, more than there is room for. */
const longestSummary = 400;

/** What the image of a paper of the catalogue shows. */
export async function describePaper(paper: CataloguePaper): Promise<PaperImage> {
  const own = paper.lab && (await loadPaper(paper.lab.slug));
  if (own) return describeOwnPaper(own);
  const id = paper.source === "arxiv" ? `arXiv:${paper.key}` : paperId(paper);
  const categories = paper.categories.slice(0, 3).join(" · ");
  return {
    eyebrow: paper.withdrawn === null ? categories : `Withdrawn · ${categories}`,
    title: (await plain(paper.title)) ?? id,
    authors: await namesOf(paper.authors.map(({ name }) => name)),
    source: `${dateText(paper)} · ${id}`,
    summary: (await plain(paper.abstract.slice(0, longestSummary))) ?? "",
    verdicts: paper.lab && verdictsOf(paper.lab.claims),
    picture: null,
  };
}

/** The same of a paper that runs here; the catalogue need not be there. */
export async function describeOwnPaper(paper: Paper): Promise<PaperImage> {
  const { kind, title, authors, summary, month } = paper.card;
  return {
    eyebrow: `Runs in your browser · ${paperKinds[kind]}`,
    title: (await plain(title)) ?? paper.card.slug,
    authors: await namesOf(authors),
    source: `${monthName(month)} · arXiv:${paper.card.arxiv}`,
    summary: (await plain(summary)) ?? "",
    verdicts: verdictCountsOf(paper),
    picture: pictureOf(paper, pictureSize),
  };
}

/** A paper in the image of a list. */
export async function describeListed(paper: CataloguePaper): Promise<ListedInImage> {
  const { title, authors } = await describePaper(paper);
  return { title, authors };
}

/** Names of functions, which stand in formulas as commands. */
const functions =
  /\\(?:operatorname\*?\s*\{(\w+)\}|(arg|cos|det|dim|exp|gcd|inf|ker|lim|ln|log|max|min|mod|Pr|sin|sup|tan)(?![a-zA-Z]))/g;

/** A text from outside without its formulas' commands, as far as it can be drawn. */
async function plain(source: string): Promise<string | null> {
  const withFunctions = source.replace(
    functions,
    (_, named?: string, known?: string) => named ?? known ?? "",
  );
  return legible(withDigits(plainTex(withFunctions)), await coverage());
}

const powers: Record<string, string> = { "1": "¹", "2": "²", "3": "³" };

/** Digits as powers where there are such signs, and as indices without a line before them. */
const withDigits = (text: string) =>
  text
    .replace(/\^([123])(?![\d.])/g, (_, digit: string) => powers[digit]!)
    .replace(/(?<=\p{L})_(?=\d(?!\w))/gu, "");

/** The names that can be drawn, and how many authors there are. */
async function namesOf(authors: string[]): Promise<Authors> {
  const isCovered = await coverage();
  const names = authors.map((name) => legible(name, isCovered)).filter((name) => name !== null);
  return { names, total: authors.length };
}
