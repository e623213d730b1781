import { styleText } from "node:util";

/** Where a command writes: results to `out`, everything else to `err`. */
export interface Terminal {
  /** Writes a line of the result. */
  out(text: string): void;
  /** Writes a line about what goes on. */
  err(text: string): void;
  /** Writes to the error stream as it is: cursor movements, half lines. */
  errRaw(text: string): void;
  /** Whether the error stream is a terminal that redraws. */
  redraws: boolean;
  /** Width of a line. */
  columns: number;
  /** Lines on the screen. */
  rows: number;
  style: Style;
}

export type Colour = "red" | "green" | "yellow" | "blue" | "magenta" | "cyan";

/** Emphasis; without colours every function returns its text. */
export interface Style {
  coloured: boolean;
  bold(text: string): string;
  dim(text: string): string;
  colour(colour: Colour, text: string): string;
}

const widest = 100;

/** The terminal of this process; NO_COLOR, FORCE_COLOR and what the streams are decide about colours. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  const size = stdout.isTTY ? stdout : stderr;
  return {
    out: (text) => stdout.write(`${text}\n`),
    err: (text) => stderr.write(`${text}\n`),
    errRaw: (text) => stderr.write(text),
    redraws: stderr.isTTY === true && process.env["TERM"] !== "dumb",
    columns: Math.min(size.columns ?? widest, widest),
    rows: size.rows ?? 40,
    style: styleOf(stdout),
  };
}

function styleOf(stream: NodeJS.WriteStream): Style {
  const apply = (format: Parameters<typeof styleText>[0], text: string) =>
    styleText(format, text, { stream });
  return {
    coloured: apply("bold", "x") !== "x",
    bold: (text) => apply("bold", text),
    dim: (text) => apply("dim", text),
    colour: (colour, text) => apply(colour, text),
  };
}
