#!/usr/bin/env node
// Starts the command line on the Node that the repository pins, whatever Node the machine has.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const inRoot = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const node = inRoot(`node_modules/node/bin/node${process.platform === "win32" ? ".exe" : ""}`);
const needed = [node, inRoot("node_modules/commander"), inRoot("node_modules/@jax-js/jax")];

if (!needed.every((path) => existsSync(path))) {
  console.error(`offprint: its dependencies are not installed; run "npm install" in ${root}`);
  process.exit(1);
}

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const child = spawn(node, ["--conditions=@offprint/source", main, ...process.argv.slice(2)], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`offprint: ${node} does not start: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
