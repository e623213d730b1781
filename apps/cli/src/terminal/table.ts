import { stripVTControlCharacters } from "node:util";

/** Width of a text on the screen, escape sequences apart. */
export function textWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** Pads with spaces to a width on the screen. */
export function pad(text: string, width: number, side: "left" | "right" = "right"): string {
  const space = " ".repeat(Math.max(0, width - textWidth(text)));
  return side === "right" ? text + space : space + text;
}

export interface Column {
  heading: string;
  align?: "left" | "right";
  /** Gives way where the table is wider than the screen. */
  shrinks?: boolean;
}

const gap = "  ";
const narrowest = 12;

/** Rows under headings, in aligned columns no wider than the screen. */
export function formatTable(columns: Column[], rows: string[][], screen: number): string[] {
  const natural = columns.map(({ heading }, i) =>
    Math.max(...[heading, ...rows.map((row) => row[i]!)].map(textWidth)),
  );
  const excess = sum(natural) + gap.length * (columns.length - 1) - screen;
  const widths = natural.map((width, i) =>
    columns[i]!.shrinks && excess > 0 ? Math.max(narrowest, width - excess) : width,
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => {
        const cut = columns[i]!.shrinks ? truncate(cell, widths[i]!) : cell;
        return pad(cut, widths[i]!, columns[i]!.align === "right" ? "left" : "right");
      })
      .join(gap)
      .trimEnd();
  return [line(columns.map(({ heading }) => heading)), ...rows.map(line)];
}

/** Cuts a text without escape sequences to a width. */
export function truncate(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join("")}…`;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
