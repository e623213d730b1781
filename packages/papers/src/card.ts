import { parse } from "yaml";

/** What a paper brings: the shelf of the library where its method stands. */
export const paperKinds = {
  loss: "Loss",
  metric: "Metric",
  optimizer: "Optimizer",
  training: "Training procedure",
  online: "Online learning",
  selection: "Selection",
  theory: "Theory",
} as const;

export type PaperKind = keyof typeof paperKinds;

/** The front matter of a card. */
export interface CardFacts {
  title: string;
  authors: string[];
  year: number;
  venue: string;
  /** arXiv identifier without version, e.g. "2304.07288". */
  arxiv: string;
  /** Official code, if there is any. */
  code: string | null;
  kind: PaperKind;
  topics: string[];
  /** The idea in one sentence. */
  summary: string;
  /** Exports of the library that this paper brings, as "module/name", e.g. "losses/compSumLoss". */
  methods: string[];
}

/** A paper's page in our own words. */
export interface Card extends CardFacts {
  slug: string;
  /** Year and month of the first version, from the arXiv identifier: "2023-04". */
  month: string;
  /** Markdown with TeX between dollar signs. */
  idea: string;
  method: string;
  whatToTry: string;
  /** What differs from the paper's own protocol, and why; empty where nothing does. */
  protocol: string;
}

const sections = {
  Idea: "idea",
  Method: "method",
  "What to try": "whatToTry",
  Protocol: "protocol",
} as const;

/**
 * Reads a `card.md`: YAML front matter, then the sections Idea, Method, What to try and, if needed, Protocol.
 * @throws Error naming the paper and what is missing or unknown
 */
export function parseCard(slug: string, markdown: string): Card {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(markdown);
  if (!match) throw new Error(`${slug}/card.md: no front matter`);
  const facts = parse(match[1]!) as CardFacts;
  checkFacts(slug, facts);
  const [yy, mm] = [facts.arxiv.slice(0, 2), facts.arxiv.slice(2, 4)];
  return { ...facts, slug, month: `20${yy}-${mm}`, protocol: "", ...parseSections(slug, match[2]!) };
}

function checkFacts(slug: string, facts: CardFacts): void {
  const wrong = (what: string) => new Error(`${slug}/card.md: ${what}`);
  for (const key of ["title", "venue", "arxiv", "summary"] as const) {
    if (typeof facts[key] !== "string" || facts[key] === "") throw wrong(`${key} must be a text (quote it)`);
  }
  for (const key of ["authors", "topics", "methods"] as const) {
    if (!Array.isArray(facts[key]) || facts[key].length === 0) throw wrong(`${key} must be a list`);
  }
  if (facts.code !== null && !URL.canParse(facts.code)) throw wrong("code must be an address, or null");
  if (!/^\d{4}\.\d{4,5}$/.test(facts.arxiv)) throw wrong(`arxiv must look like "2304.07288"`);
  if (!(facts.kind in paperKinds)) throw wrong(`kind must be one of ${Object.keys(paperKinds).join(", ")}`);
  if (!Number.isInteger(facts.year)) throw wrong("year must be a whole number");
}

function parseSections(slug: string, body: string): Pick<Card, "idea" | "method" | "whatToTry"> {
  const found: Record<string, string> = {};
  for (const part of body.split(/^## /m).slice(1)) {
    const [heading = "", ...rest] = part.split("\n");
    const name = sections[heading.trim() as keyof typeof sections];
    if (!name) throw new Error(`${slug}/card.md: unknown section "${heading.trim()}"`);
    found[name] = rest.join("\n").trim();
  }
  const { idea, method, whatToTry } = found;
  if (!idea || !method || !whatToTry) {
    throw new Error(`${slug}/card.md: needs the sections Idea, Method and What to try`);
  }
  return { ...found, idea, method, whatToTry };
}
