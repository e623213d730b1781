import type { Machine } from "./machine.ts";
import type { Mismatch, Row } from "./row.ts";

const headings = ["method", "size", "target", "ms", "peer", "peer ms", "ratio"];
const leftAligned = [true, true, true, false, true, false, false];

/** The rows as a table for a terminal: the method is named in the first of its rows only. */
export function formatTable(rows: Row[], mismatches: Mismatch[] = []): string {
  const lines = rows.map((row, i) => {
    const previous = rows[i - 1];
    const sameSize = previous?.name === row.name && previous.size === row.size;
    const about = sameSize ? ["", "", "", ""] : [row.name, row.size, row.target, digits(row.ms)];
    return [...about, row.peer, ...opponent(row, mismatches)];
  });
  const cells = [headings, ...lines];
  const widths = headings.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  const format = (line: string[]) =>
    line
      .map((text, column) =>
        leftAligned[column] ? text.padEnd(widths[column]!) : text.padStart(widths[column]!),
      )
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [format(headings), rule, ...lines.map(format)].join("\n");
}

function opponent({ name, size, peer, peerMs, ratio }: Row, mismatches: Mismatch[]): [string, string] {
  if (peerMs !== null && ratio !== null) return [digits(peerMs), digits(ratio)];
  const differs = mismatches.some((it) => it.name === name && it.size === size && it.peer === peer);
  return [differs ? "differs" : "missing", ""];
}

/** Three significant digits, without an exponent. */
function digits(value: number): string {
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(value)));
  return value.toFixed(Math.min(decimals, 6));
}

/** The machine in a few lines above the table. */
export function formatMachine({ cpu, cores, platform, load, versions, pytorch }: Machine): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${cpu}, ${cores} cores, ${platform}, load ${load}`,
    packages.join(", "),
    describeTorch(pytorch),
  ].join("\n");
}

function describeTorch(pytorch: Machine["pytorch"]): string {
  if (!pytorch) return "PyTorch: missing (no python3 with torch on the path)";
  const { version, blas } = pytorch;
  const slow = blas.startsWith("libblas.so")
    ? ", the slow reference library: OpenBLAS is several times faster"
    : "";
  return `PyTorch ${version} on one thread, matrix products by ${blas}${slow}`;
}
