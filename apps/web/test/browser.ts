import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const places = [process.env["CHROMIUM_PATH"], chromium.executablePath(), "/usr/bin/chromium"];

/** Starts the Chromium of this machine: the one named, Playwright's own, or the system's. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = places.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("No Chromium: install one or set CHROMIUM_PATH to it");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

export interface Site {
  url: string;
  /** Asks it to end as an operating system would, and waits. */
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const build = fileURLToPath(new URL("../build/index.js", import.meta.url));

/** Starts the built server on a free port of this machine, with a data folder of its own. */
export async function startSite(environment: Record<string, string> = {}): Promise<Site> {
  if (!existsSync(build)) throw new Error("The site is not built: npm run build --workspace apps/web");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const data = mkdtempSync(join(tmpdir(), "offprint-data-"));
  const own = {
    HOST: "127.0.0.1",
    PORT: String(port),
    ORIGIN: url,
    OFFPRINT_DATA: data,
    OFFPRINT_LOG: "off",
    WORKER: "off",
  };
  const server = spawn(process.execPath, [build], {
    env: { ...process.env, DATABASE_URL: "", ...own, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await listening(server);
  return {
    url,
    stop: async () => {
      const ended = once(server, "exit");
      server.kill();
      const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
      await rm(data, { recursive: true });
      return { code, signal };
    },
  };
}

function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    server.stdout!.on("data", (text: Buffer) => {
      if (text.includes("Listening")) resolve();
    });
    server.on("exit", (code) => reject(new Error(`the server ended with code ${code}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

export interface WatchedPage {
  page: Page;
  /** Errors in the console (a broken content policy among them), exceptions, and requests to other hosts. */
  troubles: string[];
}

/** A page whose troubles are written down. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(url).origin)) troubles.push(`asked ${request.url()}`);
  });
  // Without scripts there is nothing to wait for; with them the page must have come alive.
  await page.goto(url, { waitUntil: options.javaScriptEnabled === false ? "load" : "networkidle" });
  return { page, troubles };
}
