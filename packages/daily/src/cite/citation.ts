import type { PaperAuthor, PaperSummary } from "../catalogue/papers.ts";
import { doiOf, sourceUrl } from "../links/paperLinks.ts";
import { plainTex } from "../search/plainTex.ts";
import { smallWords } from "../search/smallWords.ts";
import { readName, type NameParts } from "./readName.ts";

/** What a citation needs to know of a paper. */
export type CitedPaper = Pick<
  PaperSummary,
  | "source"
  | "key"
  | "version"
  | "title"
  | "abstract"
  | "categories"
  | "journalReference"
  | "doi"
  | "publishedAt"
  | "publishedPrecision"
> & {
  authors: Pick<PaperAuthor, "name" | "family" | "given" | "suffix">[];
  lab: Pick<NonNullable<PaperSummary["lab"]>, "venue" | "year"> | null;
};

/** A paper as all three formats see it. */
export interface Citation {
  /** "example2026margin"; unique among the papers cited together. */
  key: string;
  kind: "preprint" | "article" | "conference";
  paper: CitedPaper;
  authors: NameParts[];
  /** The journal reference or the conference, where it is one. */
  venue: string | null;
  year: number;
  /** Month and day, as far as they are known. */
  month: number | null;
  day: number | null;
  doi: string | null;
  url: string | null;
}

/** Prepares papers for one export: their kinds, dates, names and keys. */
export function citationsOf(papers: readonly CitedPaper[]): Citation[] {
  const drafts = papers.map((paper) => {
    const authors = paper.authors.map(readName);
    const dates = dateOf(paper);
    return { ...kindOf(paper), ...dates, paper, authors, doi: doiOf(paper), url: sourceUrl(paper) };
  });
  const keys = uniqueKeys(drafts.map(({ authors, year, paper }) => citationKey(authors, year, paper.title)));
  return drafts.map((draft, index) => ({ ...draft, key: keys[index]! }));
}

function kindOf({ journalReference, lab }: CitedPaper): Pick<Citation, "kind" | "venue"> {
  if (journalReference) return { kind: "article", venue: journalReference };
  const isConference = lab !== null && !/^arxiv/i.test(lab.venue);
  return isConference ? { kind: "conference", venue: lab.venue } : { kind: "preprint", venue: null };
}

function dateOf(paper: CitedPaper): Pick<Citation, "year" | "month" | "day"> {
  const { publishedAt, publishedPrecision, lab } = paper;
  // The date we have is that of the preprint.
  if (kindOf(paper).kind === "conference") return { year: lab!.year, month: null, day: null };
  return {
    year: publishedAt.getUTCFullYear(),
    month: publishedAt.getUTCMonth() + 1,
    day: publishedPrecision === "month" ? null : publishedAt.getUTCDate(),
  };
}

/** First author's last name, year, first telling word of the title, in lower-case ASCII. */
function citationKey(authors: NameParts[], year: number, title: string): string {
  const first = authors[0];
  const name = first && ("literal" in first ? first.literal : first.family);
  const words = plainTex(title)
    .split(/[\s–—:/-]+/)
    .map(ascii);
  const word = words.find((candidate) => candidate !== "" && !smallWords.has(candidate)) ?? "";
  return `${ascii(name ?? "") || "anonymous"}${year}${word}`;
}

const spelled: Record<string, string> = {
  ø: "o",
  œ: "oe",
  æ: "ae",
  ß: "ss",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

function ascii(text: string): string {
  return text
    .toLowerCase()
    .replace(/[øœæßłđðþı]/g, (letter) => spelled[letter]!)
    .normalize("NFKD")
    .replace(/[^a-z0-9]/g, "");
}

/** Keys that several papers share get a, b, c, … */
function uniqueKeys(keys: string[]): string[] {
  const times = new Map<string, number>();
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  const used = new Set(keys.filter((key) => times.get(key) === 1));
  return keys.map((key) => {
    if (times.get(key) === 1) return key;
    for (let number = 0; ; number++) {
      const candidate = key + letters(number);
      if (used.has(candidate)) continue;
      used.add(candidate);
      return candidate;
    }
  });
}

/** a, b, …, z, aa, ab, … */
function letters(number: number): string {
  const last = String.fromCharCode(97 + (number % 26));
  return number < 26 ? last : letters(Math.floor(number / 26) - 1) + last;
}
