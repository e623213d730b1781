import type { Style } from "./terminal.ts";
import { texToText } from "./texToText.ts";
import { wrap } from "./wrap.ts";

/** A card's Markdown as lines for a terminal: paragraphs, lists, headings, code and formulas. */
export function renderMarkdown(markdown: string, width: number, style: Style): string[] {
  return splitBlocks(markdown)
    .flatMap((block) => [...renderBlock(block, width, style), ""])
    .slice(0, -1);
}

/** Blocks stand apart by empty lines; displayed formulas and code are blocks of their own. */
function splitBlocks(markdown: string): string[] {
  return markdown
    .split(/(```[\s\S]*?```|\$\$[\s\S]*?\$\$)/)
    .flatMap((part) => (/^(```|\$\$)/.test(part) ? [part] : part.split(/\n\s*\n/)))
    .map((block) => block.replace(/^\n+|\s+$/g, ""))
    .filter((block) => block.trim() !== "");
}

function renderBlock(block: string, width: number, style: Style): string[] {
  if (block.startsWith("```"))
    return block
      .split("\n")
      .slice(1, -1)
      .map((line) => `    ${line}`);
  if (block.startsWith("$$")) return wrap(texToText(block.slice(2, -2)), width, "    ");
  if (block.startsWith("#")) return [style.bold(block.replace(/^#+\s*/, ""))];
  if (/^\s*([-*]|\d+\.)\s/.test(block)) return renderList(block, width, style);
  return wrap(renderInline(block, style), width);
}

function renderList(block: string, width: number, style: Style): string[] {
  const items = block.split(/\n(?=\s*(?:[-*]|\d+\.)\s)/);
  return items.flatMap((item) => {
    const [, indent = "", mark = "-", text = ""] = /^(\s*)([-*]|\d+\.)\s+([\s\S]*)$/.exec(item) ?? [];
    const bullet = /\d/.test(mark) ? mark : "•";
    return wrap(renderInline(text, style), width, `${indent}${bullet} `);
  });
}

/** Emphasis and formulas inside a line. Spaces inside a formula don't break. */
function renderInline(text: string, style: Style): string {
  return text
    .split(/(\$[^$]+\$|`[^`]+`)/)
    .map((part) => renderSpan(part, style))
    .join("");
}

function renderSpan(part: string, style: Style): string {
  if (/^\$.+\$$/s.test(part)) return texToText(part.slice(1, -1)).replaceAll(" ", "\u00a0");
  if (/^`.+`$/s.test(part)) return style.colour("cyan", part.slice(1, -1));
  return part
    .replaceAll(/\*\*([^*]+)\*\*/g, (_, words: string) => style.bold(words))
    .replaceAll(/(?<![\w*])[*_]([^*_\n]+)[*_](?![\w*])/g, (_, words: string) => words)
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, words: string, address: string) => `${words} (${address})`)
    .replaceAll("**", "");
}
