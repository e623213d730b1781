import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type ArxivStandIn,
  makeStandInPapers,
  startArxivStandIn,
} from "../../../packages/daily/src/testing/arxivStandIn.ts";

const bin = fileURLToPath(new URL("../bin/offprint.mjs", import.meta.url));
let standIn: ArxivStandIn;
let directory: string;
let environment: Record<string, string>;
beforeAll(async () => {
  standIn = await startArxivStandIn();
  standIn.papers = makeStandInPapers(2);
  directory = await mkdtemp(join(tmpdir(), "offprint-"));
  environment = {
    ...(process.env as Record<string, string>),
    NO_COLOR: "1",
    DATABASE_URL: "",
    OFFPRINT_DATA: join(directory, "data"),
    ARXIV_API_URL: standIn.addresses.api,
    ARXIV_LISTINGS_URL: standIn.addresses.listings,
    ARXIV_OAI_URL: standIn.addresses.oai,
  };
});
afterAll(async () => {
  await standIn.close();
  await rm(directory, { recursive: true });
});

let running: ChildProcess | undefined;
afterEach(() => running?.kill("SIGKILL"));

function start(...args: string[]) {
  const child = spawn(process.execPath, [bin, ...args], { env: environment });
  running = child;
  const written = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (written.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (written.err += text));
  const ended = once(child, "close").then(([exitCode]) => ({ exitCode: exitCode as number, ...written }));
  return { child, written, ended };
}

const offprint = (...args: string[]) => start(...args).ended;

test("ingest brings named papers in, and show, search and export find them", async () => {
  const [first, second] = standIn.papers.map(({ key }) => key) as [string, string];
  const ingested = await offprint("ingest", first, `https://arxiv.org/abs/${second}`, "2601.99999");
  expect(ingested.out).toContain("2 added, 0 changed, 0 as they were");
  expect(ingested.err).toContain("arXiv has no paper 2601.99999");
  expect(ingested.exitCode).toBe(1);

  const { title } = standIn.papers[0]!;
  expect((await offprint("show", first)).out).toContain(title);
  const found = JSON.parse((await offprint("search", `"${title}"`, "--json")).out) as {
    items: { id: string }[];
  };
  expect(found.items.map(({ id }) => id)).toContain(first);
  const file = join(directory, "papers.bib");
  expect((await offprint("export", first, second, "--format", "bibtex", "--out", file)).exitCode).toBe(0);
  const text = await readFile(file, "utf8");
  for (const key of [first, second]) expect(text).toContain(`eprint={${key}}`);
});

test("ingest reads the listings of categories, and today lists the day", async () => {
  const pulled = await offprint("ingest", "--categories", "cs.LG");
  expect(pulled.exitCode).toBe(0);
  expect(pulled.out).toMatch(/cs\.LG \d{4}-\d\d-\d\d: \d+ papers/);
  const day = /\d{4}-\d\d-\d\d/.exec(pulled.out)![0];
  expect((await offprint("today", "--date", day)).out).toContain("Made-up paper 1 on margins < losses & α₁");
});

describe("wrong use ends with 2 and a hint", () => {
  test.each([
    [["ingest", "not-an-id"], "arXiv identifier"],
    [["ingest", "2601.00001", "--categories", "cs.LG"], "not both"],
    [["ingest", "--since", "2026-01-01"], "--since needs --categories"],
    [["today", "--date", "2026-02-30"], "day must be"],
    [["show", "2601.99998"], "offprint ingest 2601.99998"],
    [["export", "--format", "ris"], "--search and --date"],
    [["export", "rankme"], "--out"],
  ])("%j", async (args, hint) => {
    const { exitCode, err } = await offprint(...args);
    expect(exitCode).toBe(2);
    expect(err).toContain(hint);
  });
});

test("a worker begins, has the data folder to itself, and ends well", async () => {
  const { child, written, ended } = start("worker");
  await expect.poll(() => written.out, { timeout: 30_000 }).toContain("the worker is at work");
  const other = await offprint("search", "margin");
  expect(other.exitCode).toBe(1);
  expect(other.err).toContain("is in use by process");
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({ exitCode: 0 });
  expect(written.out).toContain("the worker has stopped");
});

test("mcp serves the official client on standard input and output", async () => {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [bin, "mcp"],
      env: environment,
      stderr: "ignore",
    }),
  );
  try {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("run_experiment");
    const args = { paper: "optimistic-omd", arms: ["optimistic"], controls: { horizon: 500 } };
    const run = await client.callTool({ name: "run_experiment", arguments: args });
    expect(run.structuredContent).toMatchObject({ paper: "optimistic-omd", controls: { horizon: 500 } });
  } finally {
    await client.close();
  }
});
