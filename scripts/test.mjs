// npm test: installs, checks, runs every test, and counts.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { checkNodeVersion, ensureInstalled, pinnedNode, root, run } from "./bootstrap.mjs";
import { ensureBuilt } from "./build.mjs";
import { ensureChromium } from "./chromium.mjs";

checkNodeVersion();
await ensureInstalled();

// Everything below runs on the pinned Node, whichever Node started this.
const path = [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
const scratch = mkdtempSync(join(tmpdir(), "offprint-test-"));
const total = { passed: 0, failed: 0, skipped: 0 };

const tool = (file) => join(root, "node_modules", file);
const tsc = tool("typescript/bin/tsc");
const svelteKit = tool("@sveltejs/kit/svelte-kit.js");
const svelteCheck = tool("svelte-check/bin/svelte-check");

/** Runs a step on the pinned Node; a step that fails is one failure. */
async function check(name, file, args, options = {}) {
  const started = Date.now();
  const env = { ...process.env, ...options.env, PATH: path };
  const code = await run(pinnedNode, [file, ...args], { ...options, env });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  total[code === 0 ? "passed" : "failed"]++;
}

/** Runs test projects and adds up what Vitest counted. */
async function testProjects(names, env = {}) {
  const report = join(scratch, `${names.join("-")}.json`);
  const projects = names.flatMap((name) => ["--project", name]);
  const args = [
    tool("vitest/vitest.mjs"),
    "run",
    ...projects,
    "--reporter=default",
    "--silent",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  const code = await run(pinnedNode, args, { env: { ...process.env, ...env, PATH: path } });
  const counts = readReport(report);
  total.passed += counts.numPassedTests;
  total.failed += counts.numFailedTests;
  total.skipped += counts.numPendingTests + counts.numTodoTests;
  // A file that does not even load has no tests to fail, but it is a failure.
  if (code !== 0 && counts.numFailedTests === 0) total.failed++;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
  }
}

const web = { cwd: join(root, "apps/web") };
await check("svelte-kit sync", svelteKit, ["sync"], web);
await Promise.all([
  check("types", tsc, ["--noEmit"]).then(() =>
    check("types of the site", svelteCheck, ["--tsconfig", "./tsconfig.json"], web),
  ),
  check("lint and import directions", tool("eslint/bin/eslint.js"), ["."]).then(() =>
    check("formatting", tool("prettier/bin/prettier.cjs"), ["--check", "--log-level", "warn", "."]),
  ),
]);
await testProjects(["unit", "golden", "database"]);
await ensureBuilt();
const chromium = await ensureChromium();
if (chromium) {
  await testProjects(["browser"], { CHROMIUM_PATH: chromium });
} else {
  console.error(
    "No Chromium for the browser tests: install the package `chromium`, or set CHROMIUM_PATH to one.",
  );
  total.failed++;
}

rmSync(scratch, { recursive: true });
if (total.skipped > 0)
  console.log(`${total.skipped} skipped: golden cases of methods that are not there yet, and the like`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
