import { textWidth } from "./table.ts";

/**
 * Breaks a text into lines at spaces. Fixed spaces (U+00A0) hold, and come out as plain ones.
 * @param indent stands before the first line
 * @param hanging stands before all others; default spaces as wide as `indent`
 */
export function wrap(
  text: string,
  width: number,
  indent = "",
  hanging = " ".repeat(textWidth(indent)),
): string[] {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of text.split(/[ \t\n]+/).filter(Boolean)) {
    if (!empty && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = hanging;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].map((wrapped) => wrapped.replaceAll("\u00a0", " "));
}
