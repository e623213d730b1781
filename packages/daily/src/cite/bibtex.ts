import { type CitedPaper, citationsOf, type Citation } from "./citation.ts";
import type { NameParts } from "./readName.ts";

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const entryTypes = { preprint: "misc", article: "article", conference: "inproceedings" } as const;

/** Papers as a BibTeX file: entries and nothing else. */
export function bibtex(papers: readonly CitedPaper[]): string {
  return citationsOf(papers).map(entry).join("\n");
}

function entry(citation: Citation): string {
  const { key, kind, paper, authors, venue, year, month, doi, url } = citation;
  const isArxiv = paper.source === "arxiv";
  const fields: [name: string, value: string | null][] = [
    ["title", `{{${escapeTitle(paper.title)}}}`],
    ["author", authors.length === 0 ? null : `{${authors.map(nameText).join(" and ")}}`],
    ["journal", kind === "article" ? `{${escapeText(venue!)}}` : null],
    ["booktitle", kind === "conference" ? `{${escapeText(venue!)}}` : null],
    ["year", `{${year}}`],
    ["month", month === null ? null : months[month - 1]!],
    ["eprint", isArxiv ? `{${paper.key}}` : null],
    ["archivePrefix", isArxiv ? "{arXiv}" : null],
    ["primaryClass", isArxiv && paper.categories[0] ? `{${paper.categories[0]}}` : null],
    ["doi", doi === null ? null : `{${verbatim(doi)}}`],
    ["url", url === null ? null : `{${verbatim(url)}}`],
    ["note", paper.version === null ? null : `{v${paper.version}}`],
  ];
  const lines = fields.filter(([, value]) => value !== null).map(([name, value]) => `  ${name}=${value},`);
  return [`@${entryTypes[kind]}{${key},`, ...lines, "}", ""].join("\n");
}

function nameText(name: NameParts): string {
  if ("literal" in name) return `{${escapeText(name.literal)}}`;
  return [name.family, name.suffix, name.given]
    .filter((part) => part !== null)
    .map(namePart)
    .join(", ");
}

/** A comma or an "and" inside of a part would end it. */
function namePart(part: string): string {
  const escaped = escapeText(part);
  return /,|(^|\s)and(\s|$)/i.test(part) ? `{${escaped}}` : escaped;
}

const signs: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "^": "\\textasciicircum{}",
  _: "\\_",
  "~": "\\textasciitilde{}",
  "%": "\\%",
};

/** Text that TeX prints as it is. */
export function escapeText(text: string): string {
  // BibTeX counts braces even behind a backslash, so single ones must be spelled out.
  const braces: Record<string, string> = isBalanced(text)
    ? {}
    : { "{": "\\textbraceleft{}", "}": "\\textbraceright{}" };
  const table = { ...signs, ...braces };
  return text.replace(/[\\{}$&#^_~%]/g, (sign) => table[sign]!);
}

/** Keeps the formulas of a title between dollar signs, and escapes the rest. */
export function escapeTitle(title: string): string {
  const parts = title.split(/((?<!\\)\$(?:\\.|[^$\\])+\$)/);
  return parts.map((part, index) => (index % 2 === 1 && isBalanced(part) ? part : escapeText(part))).join("");
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === "{") depth++;
    if (sign === "}" && --depth < 0) return false;
  }
  return depth === 0;
}

/** Addresses are not typeset: only what would break the entry is encoded. */
function verbatim(address: string): string {
  return address.replace(/[{}\\\s]/g, encodeURIComponent);
}
