import { sql, type SQL } from "drizzle-orm";
import type { Database } from "../database/handle.ts";
import { plainTex } from "./plainTex.ts";

/** A text and the parts of it that were looked for: from the first number to before the second. Text, never HTML. */
export interface MarkedText {
  text: string;
  marks: [start: number, end: number][];
}

/** What to show of a found paper. */
export interface Highlights {
  title: MarkedText;
  /** Up to two pieces of the abstract, as plain text without TeX. */
  snippet: MarkedText[];
}

/** Characters of Unicode's private area, which no text has after `prepare`. */
const open = "\uE000";
const close = "\uE001";
const cut = "\uE002";
/**
 * Stand for < and > between blanks: the database would take what is between those for a tag and leave it out. Blanks,
 * since in the C locale every character outside of ASCII counts as a letter.
 */
const less = "\uE003";
const greater = "\uE004";
const privateArea = /[\uE000-\uE004]/g;

const pieces = `MaxFragments=2, MaxWords=18, MinWords=8, FragmentDelimiter="${cut}", StartSel="${open}", StopSel="${close}"`;
const whole = `HighlightAll=true, StartSel="${open}", StopSel="${close}"`;

/** Marks the words of a query in titles and abstracts, for the papers that are shown. */
export async function highlight(
  db: Database,
  query: SQL,
  papers: readonly { title: string; abstract: string }[],
): Promise<Highlights[]> {
  if (papers.length === 0) return [];
  const texts = papers.map(({ title, abstract }) => [prepare(title), prepare(plainTex(abstract))]);
  const found = await db.execute<{ title: string; snippet: string }>(sql`
    select ts_headline('public.paper', pair ->> 0, q.query, ${whole}) as title,
      ts_headline('public.paper', pair ->> 1, q.query, ${pieces}) as snippet
    from (select ${query} as query) q,
      jsonb_array_elements(${JSON.stringify(texts)}::jsonb) with ordinality as given (pair, place)
    order by given.place`);
  return found.rows.map(({ title, snippet }) => ({
    title: dropMarksInFormulas(readMarks(title)),
    snippet: snippet
      .split(cut)
      .filter((piece) => piece.trim() !== "")
      .map(readMarks),
  }));
}

function prepare(text: string): string {
  return text.replace(privateArea, "").replaceAll("<", ` ${less} `).replaceAll(">", ` ${greater} `);
}

function restore(text: string): string {
  return text.replace(/ ?\uE003 ?/g, "<").replace(/ ?\uE004 ?/g, ">");
}

/** Takes the marks out of a text and says where they were. */
export function readMarks(marked: string): MarkedText {
  const marks: [number, number][] = [];
  let text = "";
  let start: number | null = null;
  for (const part of restore(marked).split(/([\uE000\uE001])/)) {
    if (part === open) start = text.length;
    else if (part === close && start !== null) {
      if (text.length > start) marks.push([start, text.length]);
      start = null;
    } else if (part !== close) text += part;
  }
  return { text, marks };
}

/** A mark inside of a formula would break it. */
function dropMarksInFormulas({ text, marks }: MarkedText): MarkedText {
  const formulas = [...text.matchAll(/\$[^$]*\$/g)].map((match) => [
    match.index,
    match.index + match[0].length,
  ]);
  const isOutside = ([start, end]: [number, number]) =>
    formulas.every(([from, to]) => end <= from! || start >= to!);
  return { text, marks: marks.filter(isOutside) };
}
