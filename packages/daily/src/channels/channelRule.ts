import { z } from "zod";
import { InvalidInputError } from "../errors.ts";
import { authorKey } from "../catalogue/authorKey.ts";

const phrase = z.string().trim().min(2).max(100);

/**
 * What a paper needs to enter a channel's daily list. It must be in one of the categories, if any are named; then,
 * if words or authors are named, it must have one of these; and none of the words in `without`.
 */
export const channelRuleSchema = z.strictObject({
  /** Categories ("cs.LG") or whole archives ("math"). */
  categories: z
    .array(z.string().regex(/^[a-z]+(-[a-z]+)?(\.[A-Za-z-]{2,})?$/))
    .max(100)
    .default([]),
  /** Also papers whose first category is another one. */
  crossLists: z.boolean().default(true),
  /** Words or phrases in title or abstract; upper and lower case are the same. */
  words: z.array(phrase).max(100).default([]),
  /** Names as printed, e.g. "Ada Example"; accents make no difference. */
  authors: z.array(phrase).max(500).default([]),
  /** Words or phrases that keep a paper out. */
  without: z.array(phrase).max(100).default([]),
});

export type ChannelRule = z.infer<typeof channelRuleSchema>;

/**
 * Reads a rule from outside.
 * @throws InvalidInputError
 */
export function readChannelRule(value: unknown): ChannelRule {
  const result = channelRuleSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InvalidInputError(["rule", ...issue!.path].join("."), `right (${issue!.message})`, value);
  }
  const { categories, words, authors } = result.data;
  if (categories.length + words.length + authors.length === 0) {
    throw new InvalidInputError("rule", "at least one category, word or author", value);
  }
  return result.data;
}

/** What a rule looks at. */
export interface ChannelCandidate {
  title: string;
  abstract: string;
  /** The primary one first. */
  categories: string[];
  authors: string[];
}

/** Why a paper enters the channel: its category, the word or the author that matched; null if it does not. */
export function matchChannel(rule: ChannelRule, paper: ChannelCandidate): string | null {
  const category = matchCategory(rule, paper.categories);
  if (rule.categories.length > 0 && category === null) return null;
  const text = `${paper.title}\n${paper.abstract}`;
  if (rule.without.some((word) => hasWord(text, word))) return null;
  if (rule.words.length + rule.authors.length === 0) return category;
  const author = matchAuthor(rule.authors, paper.authors);
  if (author !== null) return author;
  const word = rule.words.find((candidate) => hasWord(text, candidate));
  return word === undefined ? null : `“${word}”`;
}

function matchCategory(rule: ChannelRule, categories: string[]): string | null {
  const considered = rule.crossLists ? categories : categories.slice(0, 1);
  const isNamed = (category: string) =>
    rule.categories.some((named) => category === named || category.startsWith(`${named}.`));
  return considered.find(isNamed) ?? null;
}

function matchAuthor(wanted: string[], authors: string[]): string | null {
  const keys = new Set(wanted.map(authorKey));
  return authors.find((name) => keys.has(authorKey(name))) ?? null;
}

/** True if the phrase stands in the text as whole words, with any white space between them. */
function hasWord(text: string, phrase: string): boolean {
  const words = phrase.split(/\s+/).map(escapePattern).join("\\s+");
  return new RegExp(`(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`, "iu").test(text);
}

const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
