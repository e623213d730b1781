import type { Style, Terminal } from "../src/terminal/terminal.ts";

export const plainStyle: Style = {
  coloured: false,
  bold: (text) => text,
  dim: (text) => text,
  colour: (_, text) => text,
};

export const colouredStyle: Style = {
  coloured: true,
  bold: (text) => `\u001b[1m${text}\u001b[22m`,
  dim: (text) => `\u001b[2m${text}\u001b[22m`,
  colour: (_, text) => `\u001b[36m${text}\u001b[39m`,
};

/** A terminal that remembers what was written to it. */
export function recordingTerminal(changes: Partial<Terminal> = {}) {
  const written = { out: "", err: "" };
  const terminal: Terminal = {
    out: (text) => (written.out += `${text}\n`),
    err: (text) => (written.err += `${text}\n`),
    errRaw: (text) => (written.err += text),
    redraws: false,
    columns: 80,
    rows: 30,
    style: plainStyle,
    ...changes,
  };
  return { terminal, written };
}
