import { verdicts, type ClaimState } from "../database/schema.ts";
import { InvalidInputError } from "../errors.ts";
import { parseArxivIdentifier, readPaperReference } from "../ingest/arxivIdentifier.ts";
import { addDays, daysOfMonth, daysOfWeek, readDay, type Days } from "../time/days.ts";
import { havings, type FieldValues, type Having, type PaperFilter } from "./paperFilter.ts";

/** A word or a phrase to look for. */
export interface SearchTerm {
  text: string;
  isPhrase: boolean;
  /** Where it stands in the query: from `start` to before `end`. */
  start: number;
  end: number;
}

/** A part of a query that cannot be understood; the rest still counts. */
export interface SearchProblem {
  /** "date", "verdict", … or "query" for the whole. */
  field: string;
  value: string;
  /** What would be understood. */
  expected: string;
}

/** What a search asks for. */
export interface ParsedSearch {
  /** All groups must match; of a group, any one term. */
  groups: SearchTerm[][];
  /** None of these. */
  excluded: SearchTerm[];
  filter: PaperFilter;
  problems: SearchProblem[];
}

/** What is looked at of a query. */
export const longestQuery = 400;
const mostTerms = 32;

const tokenPattern = /(?<minus>-?)(?:(?<field>[a-z]+):)?(?:"(?<phrase>[^"]*)(?:"|$)|(?<word>[^\s"]+))/giy;

interface Token {
  minus: boolean;
  field: string | null;
  value: string;
  isPhrase: boolean;
  start: number;
  end: number;
}

/**
 * Reads what people type: words, "phrases", -exclusions, a or b, and fields: `author:` `category:` `topic:` `date:`
 * `year:` `after:` `before:` `has:` `verdict:`. Never throws: what cannot be understood is named in `problems`.
 *
 * `after:` and `date:` include their day, month or year; `before:` does not. Several categories, topics or verdicts
 * mean any of them; several authors or `has:` mean all of them.
 */
export function parseSearch(text: string): ParsedSearch {
  const parsed: ParsedSearch = {
    groups: [],
    excluded: [],
    filter: { include: emptyValues(), exclude: emptyValues(), from: null, to: null },
    problems: [],
  };
  const looked = text.slice(0, longestQuery);
  if (looked.length < text.length) {
    const expected = `at most ${longestQuery} characters`;
    parsed.problems.push({ field: "query", value: `${text.slice(0, 40)}…`, expected });
  }
  // A blank for every character that cannot be searched, so that places in the text stay true.
  readTokens(parsed, tokenize(looked.toWellFormed().replace(/[\p{Cc}\p{Cs}\uFFFD]/gu, " ")));
  return parsed;
}

/** True if nothing is looked for but what the filter takes. */
export function hasNoTerms({ groups, excluded }: ParsedSearch): boolean {
  return groups.length === 0 && excluded.length === 0;
}

function emptyValues(): FieldValues {
  return { authors: [], categories: [], topics: [], has: [], verdicts: [] };
}

function tokenize(text: string): Token[] {
  const plain = text.replace(/[“”„«»]/g, '"');
  const tokens: Token[] = [];
  for (let place = 0; place < plain.length;) {
    tokenPattern.lastIndex = place;
    const match = /\s/.test(plain[place]!) ? null : tokenPattern.exec(plain);
    if (!match) {
      place++;
      continue;
    }
    const { minus, field, phrase, word } = match.groups!;
    tokens.push({
      minus: minus === "-",
      field: field?.toLowerCase() ?? null,
      value: (phrase ?? word)!.trim(),
      isPhrase: phrase !== undefined,
      start: place,
      end: place + match[0].length,
    });
    place += match[0].length;
  }
  return tokens;
}

function readTokens(parsed: ParsedSearch, tokens: Token[]): void {
  let terms = 0;
  let joinsNext = false;
  let lastWasTerm = false;
  for (const token of tokens) {
    if (isOr(token)) {
      joinsNext = lastWasTerm;
      continue;
    }
    const field = token.field === null ? undefined : fields[token.field];
    if (field) readField(parsed, field, token);
    const term = field ? null : toTerm(token);
    if (term && ++terms > mostTerms) {
      parsed.problems.push({ field: "query", value: term.text, expected: `at most ${mostTerms} words` });
      return;
    }
    if (term && token.minus) parsed.excluded.push(term);
    else if (term && joinsNext) parsed.groups.at(-1)!.push(term);
    else if (term) parsed.groups.push([term]);
    lastWasTerm = term !== null && !token.minus;
    joinsNext = false;
  }
}

function isOr({ minus, field, value, isPhrase }: Token): boolean {
  return !minus && field === null && !isPhrase && value.toLowerCase() === "or";
}

function toTerm({ field, value, isPhrase, minus, start, end }: Token): SearchTerm | null {
  const whole = field === null ? value : `${field}:${value}`;
  if (!/[\p{L}\p{N}]/u.test(whole)) return null;
  const text = isPhrase ? whole : (paperKey(whole) ?? whole);
  return { text, isPhrase, start: start + (minus ? 1 : 0), end };
}

/** A paper's key where somebody pasted an identifier or an address. */
function paperKey(word: string): string | null {
  const identifier = parseArxivIdentifier(word);
  if (identifier) return identifier.key;
  if (!/\.(org|co)\//i.test(word)) return null;
  try {
    return readPaperReference(word).key;
  } catch {
    return null;
  }
}

/** Reads one value of a field. */
type ReadField = (parsed: ParsedSearch, value: string, values: FieldValues) => void;

const fields: Record<string, { name: string; read: ReadField; isDate?: boolean } | undefined> = {
  author: { name: "author", read: (_, value, values) => values.authors.push(readName(value)) },
  category: { name: "category", read: (_, value, values) => values.categories.push(readCategory(value)) },
  cat: { name: "category", read: (_, value, values) => values.categories.push(readCategory(value)) },
  topic: { name: "topic", read: (_, value, values) => values.topics.push(readTopic(value)) },
  has: { name: "has", read: (_, value, values) => values.has.push(readHaving(value)) },
  verdict: { name: "verdict", read: (_, value, values) => values.verdicts.push(readVerdict(value)) },
  date: { name: "date", read: ({ filter }, value) => narrow(filter, readRange(value)), isDate: true },
  year: { name: "year", read: ({ filter }, value) => narrow(filter, readRange(value)), isDate: true },
  after: {
    name: "after",
    read: ({ filter }, value) => narrow(filter, { from: readSpan(value).from, to: null }),
    isDate: true,
  },
  before: {
    name: "before",
    read: ({ filter }, value) => narrow(filter, { from: null, to: addDays(readSpan(value).from, -1) }),
    isDate: true,
  },
};
fields.since = fields.after;
fields.until = fields.before;

function readField(parsed: ParsedSearch, field: NonNullable<(typeof fields)[string]>, token: Token): void {
  const { include, exclude } = parsed.filter;
  const problem = (expected: string) =>
    parsed.problems.push({ field: field.name, value: token.value, expected });
  if (token.minus && field.isDate) {
    problem("a date without a minus sign before it");
    return;
  }
  try {
    field.read(parsed, token.value, (token.minus ? exclude : include) as FieldValues);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    problem(error.expected);
  }
}

function readName(value: string): string {
  if (/[\p{L}\p{N}]/u.test(value)) return value;
  throw new InvalidInputError("author", 'a name, e.g. author:"Ada Example"', value);
}

function readTopic(value: string): string {
  if (value !== "") return value;
  throw new InvalidInputError("topic", "a topic of a paper that runs here", value);
}

/** Spells a category as arXiv does: "CS.lg" is "cs.LG", "Physics.AO-PH" is "physics.ao-ph". */
function readCategory(value: string): string {
  const match = /^([a-z]+(?:-[a-z]+)?)(?:\.([a-z]+(?:-[a-z]+)?|\*))?$/i.exec(value);
  if (!match)
    throw new InvalidInputError("category", "a category such as cs.LG, or an archive such as cs", value);
  const archive = match[1]!.toLowerCase();
  const subject = match[2];
  if (subject === undefined || subject === "*") return archive;
  return `${archive}.${subject.length === 2 ? subject.toUpperCase() : subject.toLowerCase()}`;
}

function readHaving(value: string): Having {
  const known = havings.find((candidate) => candidate === value.toLowerCase());
  if (known) return known as Having;
  throw new InvalidInputError("has", `one of ${havings.join(", ")}`, value);
}

function readVerdict(value: string): ClaimState {
  const plain = value.toLowerCase().replaceAll(/[\s_-]+/g, " ");
  const wanted = plain === "untested" ? "not tested" : plain;
  const known = verdicts.find((candidate) => candidate === wanted);
  if (known) return known;
  throw new InvalidInputError("verdict", "one of reproduced, contradicted, inconclusive, untested", value);
}

interface Range {
  from: string | null;
  to: string | null;
}

function narrow(filter: PaperFilter, { from, to }: Range): void {
  if (from !== null && (!filter.from || from > filter.from)) filter.from = from;
  if (to !== null && (!filter.to || to < filter.to)) filter.to = to;
}

/** "2026", "2026-01", "2026-W02", "2026-01-05", or two of them: "2025..2026-03"; either end may be open. */
function readRange(value: string): Range {
  const [first = "", last, ...more] = value.split("..");
  if (last === undefined) return readSpan(first);
  if (more.length > 0 || (first === "" && last === "")) throw wrongDate(value);
  return { from: first === "" ? null : readSpan(first).from, to: last === "" ? null : readSpan(last).to };
}

function readSpan(value: string): Days {
  try {
    if (/^\d{4}$/.test(value)) return { from: readDay(`${value}-01-01`), to: `${value}-12-31` };
    if (/^\d{4}-\d{2}$/.test(value)) return daysOfMonth(value);
    if (/^\d{4}-W\d{2}$/i.test(value)) return daysOfWeek(value.toUpperCase());
    return { from: readDay(value), to: value };
  } catch {
    throw wrongDate(value);
  }
}

const wrongDate = (value: string) =>
  new InvalidInputError(
    "date",
    "2026, 2026-01, 2026-W02, 2026-01-05 or a range such as 2025..2026-03",
    value,
  );
