/**
 * Made-up papers with the word statistics of real ones: a few words nearly everywhere, most words rare (Zipf), words
 * that keep to their topic, abstracts of log-normal length. The same seed makes the same papers.
 */
import type { PaperRecord } from "../src/catalogue/paperRecord.ts";

/** Uniform numbers in [0, 1) from a 32-bit seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const glue =
  "the of and a to in we for that is on with by our this are as from an can be it which show using both these propose between".split(
    " ",
  );

const common =
  "model learning method data training network results task performance approach framework problem deep neural algorithm optimization feature loss representation state generalization gradient accuracy distribution sample baseline experiment dataset language image evaluation benchmark inference robust efficient large".split(
    " ",
  );

const topics: [category: string, words: string][] = [
  [
    "cs.LG",
    "margin surrogate classification calibration hinge ranking pairwise consistency regret convex perceptron bound kernel",
  ],
  [
    "cs.CV",
    "segmentation detection transformer pixel augmentation contrastive pose depth occlusion backbone scene camera texture",
  ],
  [
    "cs.CL",
    "translation token prompt instruction summarization dialogue parsing retrieval corpus embedding decoder alignment tuning",
  ],
  [
    "cs.AI",
    "planning reasoning agent search policy reward exploration knowledge logic causal simulation game preference",
  ],
  [
    "stat.ML",
    "posterior variational bayesian estimator covariance bandit stochastic mixture likelihood concentration minimax sampling prior",
  ],
  [
    "math.OC",
    "subspace rank matrix factorization descent smoothness proximal saddle orthogonal eigenvalue spectrum recovery sensing",
  ],
  [
    "eess.IV",
    "denoising reconstruction resolution compression ultrasound tomography artifact modality scanner registration contour lesion tissue",
  ],
  [
    "cs.RO",
    "manipulation grasp locomotion trajectory controller terrain tactile odometry navigation legged torque collision servo",
  ],
];

const givenNames =
  "Ada José Wei Ling Nils Priya Amara Kenji Sofía Łukasz Marta Igor Yuki Omar Zoë Chen Elif Tomás Ingrid Ravi Hana Paulo Greta Minh".split(
    " ",
  );
const familyNames =
  "Example Prueba Muster Tanaka Okafor Kowalski Nguyen Zhang Silva Müller Rossi Kim Haddad Petrov Larsen Iyer García Yılmaz Novák Dubois".split(
    " ",
  );

/** A long tail of words that are nearly never used: syllables in a row. */
function rareWord(rank: number): string {
  const onsets = ["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "str", "pl", "gr", "qu"];
  const rimes = ["a", "e", "o", "i", "ar", "en", "ol", "ium", "ent", "os", "al"];
  let word = "";
  for (let rest = rank + 200; rest > 0; rest = Math.floor(rest / (onsets.length * rimes.length))) {
    const syllable = rest % (onsets.length * rimes.length);
    word += onsets[syllable % onsets.length]! + rimes[Math.floor(syllable / onsets.length)]!;
  }
  return word;
}

export interface MadeUpOptions {
  count: number;
  seed: number;
  /** Day of the newest paper; default "2026-11-20". */
  newest?: string;
  /** Papers a day; default 500. */
  perDay?: number;
}

/** Papers from the newest backwards. */
export function* madeUpPapers(options: MadeUpOptions): Generator<PaperRecord> {
  const { count, seed, newest = "2026-11-20", perDay = 500 } = options;
  const random = seededRandom(seed);
  const last = Date.parse(`${newest}T18:00:00Z`);
  const serials = new Map<string, number>();
  for (let index = 0; index < count; index++) {
    const publishedAt = new Date(last - Math.floor((index * 86_400_000) / perDay));
    yield madeUpPaper(random, keyFor(publishedAt, serials), publishedAt);
  }
}

function keyFor(at: Date, serials: Map<string, number>): string {
  const month = at.toISOString().slice(2, 7).replace("-", ".").replace(".", "");
  const serial = (serials.get(month) ?? 99_999) - 1;
  serials.set(month, serial);
  return `${month}.${String(serial).padStart(5, "0")}`;
}

function madeUpPaper(random: () => number, key: string, publishedAt: Date): PaperRecord {
  const topic = topics[Math.floor(topics.length * random() ** 1.6)]!;
  const second = topics[Math.floor(topics.length * random())]!;
  const words = wordSource(random, topic[1].split(" "));
  const authors = Array.from({ length: 1 + Math.floor(-3 * Math.log(1 - random())) }, () => {
    const given = pick(random, givenNames);
    const family = pick(random, familyNames);
    return { name: `${given} ${family}`, given, family };
  }).slice(0, 12);
  const title = capitalise(Array.from({ length: 5 + Math.floor(random() * 7) }, () => words(0.18)).join(" "));
  const length = Math.round(Math.exp(4.95 + 0.3 * gaussian(random)));
  return {
    source: "arxiv",
    key,
    version: random() < 0.3 ? 2 : 1,
    detail: "full",
    title,
    abstract: sentences(random, length, words),
    authors,
    categories: [...new Set([topic[0], ...(random() < 0.6 ? [second[0]] : [])])],
    comment: random() < 0.3 ? `${6 + Math.floor(random() * 20)} pages` : null,
    journalReference: null,
    reportNumber: null,
    doi: null,
    license: "http://creativecommons.org/licenses/by/4.0/",
    publishedAt,
    publishedPrecision: "time",
    revisedAt: publishedAt,
    versions: [],
    links:
      random() < 0.25
        ? [{ url: `https://github.com/example/${key.replace(".", "-")}`, kind: "code", origin: "abstract" }]
        : [],
    withdrawn: null,
  };
}

function wordSource(random: () => number, own: string[]): (glueShare: number) => string {
  return (glueShare) => {
    const draw = random();
    if (draw < glueShare) return zipf(random, glue);
    if (draw < glueShare + 0.3) return zipf(random, common);
    if (draw < glueShare + 0.45) return zipf(random, own);
    return rareWord(Math.floor(Math.exp(random() * Math.log(40_000))));
  };
}

function sentences(random: () => number, length: number, words: (glueShare: number) => string): string {
  const made: string[] = [];
  for (let left = length; left > 0;) {
    const size = Math.min(left, 10 + Math.floor(random() * 18));
    made.push(`${capitalise(Array.from({ length: size }, () => words(0.4)).join(" "))}.`);
    left -= size;
  }
  if (random() < 0.3) made.push("On CIFAR-10 with $\\mathcal{L}_{sup}$ it gains $3.2\\%$.");
  return made.join(" ");
}

/** Log-uniform over ranks: close to Zipf's law with exponent 1. */
function zipf(random: () => number, list: string[]): string {
  return list[Math.floor(Math.exp(random() * Math.log(list.length + 1))) - 1]!;
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const pick = (random: () => number, list: string[]) => list[Math.floor(random() * list.length)]!;
const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
