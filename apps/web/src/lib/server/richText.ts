import { plainTex } from "@offprint/daily";
import katex from "katex";
import type { TextPart } from "#lib/card.ts";

/** Formulas between dollar signs or \( \), \[ \]. A dollar sign before a blank, or a price, begins none. */
const formulas = /\$\$(.+?)\$\$|\$(?!\s)((?:\\.|[^$\\])+?)(?<!\s)\$(?!\d)|\\\((.+?)\\\)|\\\[(.+?)\\\]/gs;

/** Longer formulas are shown as they were written. */
const longestFormula = 1000;
const longestMarkup = 40_000;

/**
 * A text from outside with TeX in it, for showing: words stay text, formulas become MathML made by KaTeX, which
 * escapes what it is given and follows no links. What it cannot set stays as it was written.
 */
export function richText(source: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of source.matchAll(formulas)) {
    parts.push(...words(source.slice(end, match.index)), setFormula(match));
    end = match.index + match[0].length;
  }
  parts.push(...words(source.slice(end)));
  return parts;
}

function words(text: string): TextPart[] {
  if (text === "") return [];
  return [{ text: /[\\{}~]|--/.test(text) ? withoutCommands(text) : text }];
}

/** Stands for a dollar sign that begins no formula; of Unicode's private area. */
const dollar = "\uE010";

/** "\emph{deep} nets" as "deep nets"; blanks at both ends stay. */
function withoutCommands(text: string): string {
  const bare = text.replace(/\\(?:emph|text\w\w|mbox|url)\s*\{([^{}]*)\}/g, "$1").replace(/\\?\$/g, dollar);
  const plain = plainTex(bare).replaceAll(dollar, "$");
  return (/^\s/.test(text) ? " " : "") + plain + (/\s$/.test(text) ? " " : "");
}

function setFormula([whole, ...groups]: RegExpExecArray): TextPart {
  const tex = groups.find((group) => group !== undefined)!;
  if (tex.length > longestFormula) return { text: whole };
  try {
    const mathml = katex.renderToString(tex, {
      output: "mathml",
      trust: false,
      strict: "ignore",
      maxExpand: 200,
      maxSize: 5,
    });
    return mathml.length > longestMarkup ? { text: whole } : { mathml };
  } catch {
    return { text: whole };
  }
}

/** A text with some words marked, none of them within a formula. */
export function markedRichText({ text, marks }: { text: string; marks: [number, number][] }): TextPart[] {
  let end = 0;
  const parts = marks.flatMap(([from, to]) => {
    const before = richText(text.slice(end, from));
    end = to;
    return [...before, { text: text.slice(from, to), isMarked: true }];
  });
  return [...parts, ...richText(text.slice(end))];
}

/** The beginning of a text, cut between words and never within a formula. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  let cut = text.lastIndexOf(" ", length);
  for (const match of text.matchAll(formulas)) {
    if (match.index < cut && cut < match.index + match[0].length) cut = match.index;
  }
  return `${text.slice(0, cut > 0 ? cut : length).trimEnd()} …`;
}
