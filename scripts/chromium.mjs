// Finds a Chromium for the browser tests, or gets one by the system's package manager where that is possible.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { run } from "./bootstrap.mjs";

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)("playwright-core").chromium.executablePath();
  } catch {
    return undefined;
  }
}

function findChromium() {
  return [process.env.CHROMIUM_PATH, playwrightsOwn(), ...usualPlaces].find(
    (path) => path && existsSync(path),
  );
}

/** Path of a Chromium, or undefined if there is none and none could be installed. */
export async function ensureChromium() {
  const found = findChromium();
  if (found || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return found;
  console.error("Installing Chromium for the browser tests …");
  const quiet = {
    stdio: ["ignore", "ignore", 2],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  await run("apt-get", ["update", "-qq"], quiet);
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], quiet);
  return findChromium();
}
