import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Files that have no part in what a run measures: among the lab's, what shows runs or gives them a place. */
const withoutPart = [
  /(^|\/)(results\.json|card\.md|example\.ts)$/,
  /\.(test|golden)\.ts$/,
  /^(browser|node|plots|testing)\//,
];

/**
 * A hash of all source files in some folders, by path and content: it changes whenever a run could measure
 * something else. Tests, cards, results and what merely shows them don't count.
 * @param folders searched with their subfolders
 */
export async function fingerprintSources(folders: URL[]): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of folders) {
    const root = fileURLToPath(folder);
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll(sep, "/"))
      .filter((file) => !withoutPart.some((pattern) => pattern.test(file)))
      .sort();
    for (const file of files) {
      hash.update(`${file}\0`);
      hash.update(await readFile(join(root, file)));
      hash.update("\0");
    }
  }
  return hash.digest("hex");
}
