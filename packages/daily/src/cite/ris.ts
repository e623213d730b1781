import { type Citation, type CitedPaper, citationsOf } from "./citation.ts";
import type { NameParts } from "./readName.ts";

const types = { preprint: "UNPB", article: "JOUR", conference: "CONF" } as const;

/** Papers as a RIS file. */
export function ris(papers: readonly CitedPaper[]): string {
  return citationsOf(papers).map(record).join("");
}

function record({ kind, paper, authors, venue, year, month, day, doi, url }: Citation): string {
  const isArxiv = paper.source === "arxiv";
  const tags: [tag: string, value: string | null][] = [
    ["TY", types[kind]],
    ["ID", paper.key],
    ["TI", paper.title],
    ...authors.map((name): [string, string] => ["AU", nameText(name)]),
    ["T2", venue],
    ["PY", String(year)],
    ["DA", month === null ? null : `${year}/${twoDigits(month)}/${day === null ? "" : twoDigits(day)}/`],
    ["AN", isArxiv ? `arXiv:${paper.key}` : null],
    ...paper.categories.map((category): [string, string] => ["KW", category]),
    ["DO", doi],
    ["UR", url],
    ["AB", paper.abstract || null],
    ["M1", paper.version === null ? null : `v${paper.version}`],
  ];
  const lines = tags
    .filter(([, value]) => value !== null)
    .map(([tag, value]) => `${tag}  - ${oneLine(value!)}\r\n`);
  return `${lines.join("")}ER  - \r\n`;
}

function nameText(name: NameParts): string {
  if ("literal" in name) return name.literal;
  return [name.family, name.given, name.suffix].filter((part) => part !== null).join(", ");
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
const twoDigits = (number: number) => String(number).padStart(2, "0");
