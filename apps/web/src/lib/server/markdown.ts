import { Marked } from "marked";
import markedKatex from "marked-katex-extension";

/** Cards are part of this repository, so their Markdown is trusted; mathematics that does not parse shows in red. */
const marked = new Marked(
  markedKatex({ output: "htmlAndMathml", throwOnError: false, nonStandard: true, strict: "ignore" }),
);

/** Markdown with TeX between dollar signs, as HTML. */
export function renderMarkdown(markdown: string): string {
  return marked.parse(keepPunctuation(markdown), { async: false });
}

/** One line of it, without a paragraph around. */
export function renderInline(markdown: string): string {
  return marked.parseInline(keepPunctuation(markdown), { async: false });
}

/** Short mathematics with punctuation behind it, which browsers would let wrap on to a line of its own. */
const punctuated = /(?<![\\$])\$(?!\$)([^$\n]{1,40}?)\$([,.;:!?)\]’”]+)/g;

const keepPunctuation = (markdown: string): string =>
  markdown.replace(punctuated, '<span class="unbroken">$$$1$$$2</span>');
