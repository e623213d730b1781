import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cell, CellResult } from "../cell.ts";
import type { CellStore } from "../runCells.ts";

/**
 * Keeps each finished cell in a file of its own, named by a hash of what produced it. Files appear at once or
 * not at all, so several processes may share a directory; one that can't be read counts as not there.
 * @param directory made when it is needed
 * @param producer what else decides about the numbers: a fingerprint of the code, the target
 */
export function cellStore(directory: string, producer: string): CellStore {
  const fileOf = (cell: Cell) => join(directory, `${hashOf(cell, producer)}.json`);
  return {
    get: async (cell) => {
      try {
        return decode(cell, await readFile(fileOf(cell), "utf8"));
      } catch {
        return undefined;
      }
    },
    put: async (result) => {
      await mkdir(directory, { recursive: true });
      await writeAtomically(fileOf(result.cell), encode(result));
    },
  };
}

/** Writes a file so that readers see the old content or the new one, never a part. */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

function hashOf({ slug, protocol, version, treatment, arm, seed, controls }: Cell, producer: string): string {
  const sorted = Object.entries(controls).sort(([a], [b]) => (a < b ? -1 : 1));
  const identity = [producer, slug, protocol, version, treatment, arm, seed, sorted];
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 32);
}

/** JSON has no NaN and no infinities: they are written as words. */
function encode(result: CellResult): string {
  return JSON.stringify(
    result,
    (_, value: unknown) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value),
    1,
  );
}

function decode(cell: Cell, text: string): CellResult | undefined {
  const { metrics, seconds, target } = JSON.parse(text) as CellResult;
  if (typeof metrics !== "object" || metrics === null || typeof seconds !== "number") return undefined;
  const numbers = Object.entries(metrics).map(([name, value]) => [name, Number(value)]);
  return { cell, metrics: Object.fromEntries(numbers), seconds, target };
}
