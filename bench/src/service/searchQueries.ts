import { smallWords } from "../../../packages/daily/src/search/smallWords.ts";
import { seededRandom } from "../../../packages/daily/test/madeUpPapers.ts";

/** What a query is made from. */
export interface QuerySource {
  title: string;
  abstract: string;
  authors: { name: string }[];
  categories: string[];
  publishedAt: Date;
}

export const queryKinds = [
  "rare word",
  "two common words",
  "phrase",
  "author",
  "category and word",
  "exclusion",
  "date range",
  "typing mistake",
] as const;
export type QueryKind = (typeof queryKinds)[number];

export interface SearchQuery {
  kind: QueryKind;
  text: string;
}

/**
 * Queries as people type them, made of the words of some papers; the kinds take turns. The same papers and seed make
 * the same queries.
 */
export function searchQueries(papers: readonly QuerySource[], count: number, seed: number): SearchQuery[] {
  const random = seededRandom(seed);
  const words = countWords(papers);
  return Array.from({ length: count }, (_, index) => {
    const kind = queryKinds[index % queryKinds.length]!;
    return { kind, text: writers[kind]({ random, words, paper: pick(random, papers) }) };
  });
}

interface Writing {
  random: () => number;
  words: Words;
  paper: QuerySource;
}

const writers: Record<QueryKind, (writing: Writing) => string> = {
  "rare word": ({ random, words }) => pick(random, words.rare),
  "two common words": ({ random, words }) => pickTwo(random, words.common).join(" "),
  phrase({ random, paper }) {
    const title = wordsOf(paper.title);
    const length = 2 + Math.floor(2 * random());
    const start = Math.floor(random() * (title.length - length + 1));
    return `"${title.slice(start, start + length).join(" ")}"`;
  },
  author: ({ random, paper }) => `author:"${pick(random, paper.authors).name}"`,
  "category and word": ({ random, words, paper }) =>
    `category:${pick(random, paper.categories)} ${pick(random, words.common)}`,
  exclusion: ({ random, words }) => pickTwo(random, words.common).join(" -"),
  "date range"({ random, words, paper }) {
    const month = paper.publishedAt.toISOString().slice(0, 7);
    return `${pick(random, words.common)} date:${month}`;
  },
  "typing mistake": ({ random, words }) => mistype(random, words),
};

interface Words {
  all: ReadonlySet<string>;
  common: string[];
  rare: string[];
}

const commonWords = 40;
/** Nobody looks for these, and the index leaves most of them out. */
const glue = new Set([...smallWords, "between", "both", "propose", "show", "these"]);
/** Shorter words are hardly ever looked for alone, and one slip leaves nothing of them. */
const shortest = 6;

function countWords(papers: readonly QuerySource[]): Words {
  const counts = new Map<string, number>();
  const inTitles = new Set<string>();
  for (const { title, abstract } of papers) {
    for (const word of wordsOf(title)) inTitles.add(word);
    for (const word of new Set(wordsOf(`${title} ${abstract}`)))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1));
  return {
    all: new Set(counts.keys()),
    common: byCount
      .map(([word]) => word)
      .filter((word) => !glue.has(word))
      .slice(0, commonWords),
    rare: byCount
      .filter(([word, times]) => times === 1 && word.length >= shortest && inTitles.has(word))
      .map(([word]) => word),
  };
}

/** A rare word in which two neighbouring letters changed places, or one was left out, and which is no word now. */
function mistype(random: () => number, words: Words): string {
  for (;;) {
    const word = pick(random, words.rare);
    const place = 1 + Math.floor(random() * (word.length - 2));
    const kept = random() < 0.5 ? word[place + 1]! + word[place]! : word[place + 1]!;
    const mistyped = word.slice(0, place) + kept + word.slice(place + 2);
    if (!words.all.has(mistyped)) return mistyped;
  }
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!;
}

/** Two different ones. */
function pickTwo<Item>(random: () => number, items: readonly Item[]): [Item, Item] {
  const first = Math.floor(random() * items.length);
  const second = (first + 1 + Math.floor(random() * (items.length - 1))) % items.length;
  return [items[first]!, items[second]!];
}
