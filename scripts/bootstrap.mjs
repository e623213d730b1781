// What every command needs first. Plain JavaScript, because it runs on whatever Node the machine has.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export const root = fileURLToPath(new URL("..", import.meta.url));
const oldestNode = 20;

/** The Node that the project is pinned to; it comes with the dependencies. */
export const pinnedNode = join(
  root,
  "node_modules/node/bin",
  process.platform === "win32" ? "node.exe" : "node",
);

/** Prints one line on what is wrong and what to do, and ends. */
export function fail(line) {
  console.error(line);
  process.exit(1);
}

/** Runs a command from the root of the repository; resolves to its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
    child.on("error", () => resolve(127));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

export function checkNodeVersion() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < oldestNode) {
    fail(
      `Offprint needs Node ${oldestNode} or newer to start; this is ${process.version}. Install a newer Node and try again.`,
    );
  }
}

/** Installs the dependencies unless those of this very lock file are there. */
export async function ensureInstalled() {
  const stamp = join(root, "node_modules/.offprint-lock");
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
    console.error("Installing dependencies …");
    const code = await run("npm", ["ci", "--loglevel=error"], { stdio: ["ignore", 2, 2] });
    if (code === 127) fail("npm was not found: install Node.js together with npm and try again.");
    if (code !== 0)
      fail("The dependencies could not be installed (see above). Check the network and try again.");
    if (existsSync(pinnedNode)) writeFileSync(stamp, lock);
  }
  if (!existsSync(pinnedNode)) {
    fail(
      "The installation is broken (no Node in node_modules). Remove the folder node_modules and try again.",
    );
  }
}
