import { paperKinds } from "@offprint/papers";
import { monthName, shortAuthors, type PaperSummary, type Picture, type VerdictCounts } from "./paper.ts";

/** A piece of a text from outside: words, shown as text, or a formula that was set as MathML here. */
export type TextPart = { text: string; isMarked?: boolean } | { mathml: string };

/** A paper as lists show it. */
export interface Card {
  /** What stands behind "/papers/": the slug of a paper that runs, or its identifier. */
  address: string;
  /** As exports name it: its address, not encoded. */
  id: string;
  /** What stands above the title. */
  eyebrow: string[];
  title: TextPart[];
  /** The title in plain words. */
  name: string;
  /** "Ada Example, José Prueba et al." */
  authors: string;
  text: TextPart[];
  topics: string[];
  isWithdrawn: boolean;
  /** Set for papers that run here. */
  lab: { verdicts: VerdictCounts; picture: Picture | null } | null;
  /** In ranked lists. */
  place?: { rank: number; reasons: string[] };
}

/** The card of a paper of the collection. */
export function cardOfPaper(paper: PaperSummary): Card {
  return {
    address: paper.slug,
    id: paper.slug,
    eyebrow: [paperKinds[paper.kind], monthName(paper.month)],
    title: [{ text: paper.title }],
    name: paper.title,
    authors: shortAuthors(paper.authors),
    text: [{ text: paper.summary }],
    topics: paper.topics,
    isWithdrawn: false,
    lab: { verdicts: paper.verdicts, picture: paper.picture },
  };
}
