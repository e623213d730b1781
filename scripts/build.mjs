// Builds the site if a source is newer than the build.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail, pinnedNode, root, run } from "./bootstrap.mjs";

const output = join(root, "apps/web/build");
const stamp = join(output, ".sources");
const notSources = /(^|\/)(node_modules|build|dist|test|\.svelte-kit)(\/|$)|\.(test|golden)\.ts$/;

/** Every file that the build reads. */
function sources() {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/src`);
  return ["apps/web", ...packages, "package-lock.json"]
    .filter((path) => existsSync(join(root, path)))
    .flatMap(filesBelow);
}

function filesBelow(path) {
  if (notSources.test(path)) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesBelow(`${path}/${name}`));
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const file of sources())
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(root, file)))
      .update("\0");
  return hash.digest("hex");
}

export async function ensureBuilt() {
  const current = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === current) return;
  console.error("Building the site …");
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const options = { cwd: join(root, "apps/web"), stdio: ["ignore", "ignore", "inherit"] };
  const code = await run(pinnedNode, [vite, "build", "--logLevel", "error"], options);
  if (code !== 0) fail("The site could not be built (see above).");
  writeFileSync(stamp, current);
}
