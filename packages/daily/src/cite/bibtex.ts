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
    ["title", `{{${escapeAroundTex(paper.title)}}}`],
    ["author", authors.length === 0 ? null : `{${authors.map(nameText).join(" and ")}}`],
    ["journal", kind === "article" ? `{${escapeAroundTex(venue!)}}` : null],
    ["booktitle", kind === "conference" ? `{${escapeAroundTex(venue!)}}` : null],
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
  // Single braces must be spelled out, since BibTeX counts them.
  const braces: Record<string, string> = isBalanced(text)
    ? {}
    : { "{": "\\textbraceleft{}", "}": "\\textbraceright{}" };
  const table = { ...signs, ...braces };
  return text.replace(/[\\{}$&#^_~%]/g, (sign) => table[sign]!);
}

/** Formulas: a dollar sign before a blank, or of a price, begins none. */
const formula = /\$(\$?)(?!\s)(?:\\.|[^$\\])+?(?<!\s)\1\$(?!\d)|\\\(.+?\\\)/sy;
/** Signs behind a backslash, letters of other alphabets, accents over a letter. */
const sign =
  /\\[$&#_%]|\\(?:aa|AA|ae|AE|dots|dag|i|j|l|L|ldots|LaTeX|o|O|oe|OE|pounds|S|ss|TeX)(?![A-Za-z])(?:\{\})?|\\(?:["'.=^`~]|[bcdHkruv](?![A-Za-z]))\s*(?:\{\\?[A-Za-z]\}|\\?[A-Za-z](?![A-Za-z])|[A-Za-z])/y;
/** Commands for text in a group behind them. */
const groupCommand =
  /\\(?:emph|mbox|text(?:bf|it|md|normal|rm|sc|sf|sl|subscript|superscript|tt|up)|underline)\s*\{/y;

/** Keeps what is TeX in a text from outside (formulas, accents, emphasis) and escapes the rest. */
export function escapeAroundTex(text: string): string {
  let [tex, plain] = ["", ""];
  for (let at = 0; at < text.length;) {
    const kept = texAt(text, at);
    if (kept === null) {
      plain += text[at++];
    } else {
      tex += escapeText(plain) + kept.tex;
      plain = "";
      at = kept.end;
    }
  }
  return tex + escapeText(plain);
}

/** The TeX that begins at a place, as it is to be written, or null if none does. */
function texAt(text: string, at: number): { tex: string; end: number } | null {
  if (text[at] !== "$" && text[at] !== "\\") return null;
  for (const pattern of [formula, sign]) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && isBalanced(found)) return { tex: found, end: at + found.length };
  }
  // BibTeX counts braces even behind a backslash.
  const brace = { "\\{": "\\textbraceleft{}", "\\}": "\\textbraceright{}" }[text.slice(at, at + 2)];
  if (brace !== undefined) return { tex: brace, end: at + 2 };
  groupCommand.lastIndex = at;
  const command = groupCommand.exec(text)?.[0];
  const end = command === undefined ? -1 : endOfGroup(text, at + command.length);
  if (command === undefined || end < 0) return null;
  return { tex: `${command}${escapeAroundTex(text.slice(at + command.length, end))}}`, end: end + 1 };
}

/** Where the brace is that closes a group; -1 if there is none. */
function endOfGroup(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return -1;
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
