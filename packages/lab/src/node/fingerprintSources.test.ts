import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprintSources } from "./fingerprintSources.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sources-"));
  await mkdir(join(directory, "deep"));
  await writeFile(join(directory, "experiment.ts"), "export {}");
  await writeFile(join(directory, "deep", "training.ts"), "export {}");
});
afterEach(() => rm(directory, { recursive: true }));

const fingerprint = () => fingerprintSources([pathToFileURL(`${directory}/`)]);

test.each(["experiment.ts", "deep/training.ts", "deep/data.json", "new.ts"])(
  "changes with %s",
  async (file) => {
    const before = await fingerprint();
    expect(await fingerprint()).toBe(before);
    await writeFile(join(directory, file), "export default 1");
    expect(await fingerprint()).not.toBe(before);
  },
);

test.each(["results.json", "card.md", "example.ts", "experiment.test.ts", "deep/method.golden.ts"])(
  "does not change with %s",
  async (file) => {
    const before = await fingerprint();
    await writeFile(join(directory, file), "other");
    expect(await fingerprint()).toBe(before);
  },
);
