import type { Colour, Style } from "./terminal.ts";

/** Colours of the series of a plot, and the marks that tell them apart where there is no colour. */
const seriesColours: Colour[] = ["cyan", "magenta", "yellow", "green", "blue", "red"];
const seriesMarks = ["•", "×", "+", "o", "#", "%"];

/** How a series is named in a legend and drawn where a cell is a single mark. */
export function seriesMark(series: number, style: Style): string {
  const mark = style.coloured ? "●" : seriesMarks[series % seriesMarks.length]!;
  return style.colour(seriesColours[series % seriesColours.length]!, mark);
}

/** Dots of a braille character: bit of each of its 2 × 4 positions, by row, then column. */
const brailleBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

interface CanvasCell {
  /** Zero for a mark that takes the whole character. */
  bits: number;
  series: number;
}

/**
 * A grid of characters with 2 × 4 dots each. With colours the dots are drawn in braille; without, each character
 * is its series' mark, so that series remain distinguishable.
 */
export class Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly #cells: (CanvasCell | undefined)[];

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#cells = new Array<CanvasCell | undefined>(columns * rows);
  }

  /**
   * Sets a dot; a later series covers an earlier one in the same character.
   * @param x 0 (left) to 1 (right)
   * @param y 0 (bottom) to 1 (top)
   */
  dot(x: number, y: number, series: number): void {
    const { at, bit } = this.#find(x, y);
    const before = this.#cells[at];
    this.#cells[at] = { bits: (before?.bits ?? 0) | bit, series };
  }

  /** Fills the character at a point: a single dot would be hard to see. */
  mark(x: number, y: number, series: number): void {
    this.#cells[this.#find(x, y).at] = { bits: 0, series };
  }

  #find(x: number, y: number): { at: number; bit: number } {
    const dotX = Math.round(x * (this.columns * 2 - 1));
    const dotY = Math.round((1 - y) * (this.rows * 4 - 1));
    const at = Math.floor(dotY / 4) * this.columns + Math.floor(dotX / 2);
    return { at, bit: brailleBits[dotY % 4]![dotX % 2]! };
  }

  /** Sets the dots between two points. */
  stroke(from: [number, number], to: [number, number], series: number): void {
    const acrossX = Math.abs(to[0] - from[0]) * this.columns * 2;
    const acrossY = Math.abs(to[1] - from[1]) * this.rows * 4;
    const steps = Math.max(1, Math.ceil(Math.max(acrossX, acrossY)));
    for (let i = 0; i <= steps; i++) {
      const part = i / steps;
      this.dot(from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1]), series);
    }
  }

  /** @param background the character of an empty cell */
  render(style: Style, background: (row: number) => string = () => " "): string[] {
    return Array.from({ length: this.rows }, (_, row) =>
      Array.from({ length: this.columns }, (_, column) => {
        const cell = this.#cells[row * this.columns + column];
        if (!cell) return background(row);
        if (!style.coloured) return seriesMark(cell.series, style);
        const colour = seriesColours[cell.series % seriesColours.length]!;
        return style.colour(colour, cell.bits === 0 ? "•" : String.fromCodePoint(0x2800 + cell.bits));
      }).join(""),
    );
  }
}
