import { fileURLToPath } from "node:url";
import type { Results } from "../results.ts";
import { writeAtomically } from "./cellStore.ts";

/** Width that a list or record may have on one line. */
const lineWidth = 110;

/** Writes a paper's results so that a difference between two verifications reads well. */
export function writeResults(file: URL, results: Results): Promise<void> {
  return writeAtomically(fileURLToPath(file), `${formatJson(results)}\n`);
}

/** JSON in which whatever fits on a line stands on one, and long lists of small things fill their lines. */
export function formatJson(value: unknown, indent = ""): string {
  const flat = JSON.stringify(value);
  if (typeof value !== "object" || value === null || indent.length + flat.length <= lineWidth) return flat;
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    const items = value.map((item) => formatJson(item, inner));
    return `[\n${fillLines(items, inner).join("\n")}\n${indent}]`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${inner}${JSON.stringify(name)}: ${formatJson(member, inner)}`);
  return `{\n${members.join(",\n")}\n${indent}}`;
}

/** Numbers and pairs of numbers share lines; records and texts have lines of their own. */
function fillLines(items: string[], indent: string): string[] {
  const lines: string[] = [];
  items.forEach((item, i) => {
    const text = i < items.length - 1 ? `${item},` : item;
    const line = lines.at(-1);
    const fits = line !== undefined && line.length + 1 + text.length <= lineWidth;
    if (fits && /^[-[\dn]/.test(item)) lines[lines.length - 1] = `${line} ${text}`;
    else lines.push(indent + text);
  });
  return lines;
}
