import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";

const bin = fileURLToPath(new URL("../bin/offprint.mjs", import.meta.url));
/** A paper whose runs take a second or so. */
const paper = "optimistic-omd";

let running: ChildProcess | undefined;
afterEach(() => running?.kill("SIGKILL"));

function start(...args: string[]) {
  const child = spawn(process.execPath, [bin, ...args], { env: { ...process.env, NO_COLOR: "1" } });
  running = child;
  const written = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (written.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (written.err += text));
  const ended = once(child, "close").then(([exitCode]) => ({ exitCode: exitCode as number, ...written }));
  return { child, written, ended };
}

const offprint = (...args: string[]) => start(...args).ended;

test("list shows every paper with its verdicts", async () => {
  const { exitCode, out } = await offprint("list");
  expect(exitCode).toBe(0);
  expect(out).toContain(paper);
  const papers = JSON.parse((await offprint("list", "--json")).out);
  expect(papers.map(({ slug }: { slug: string }) => slug)).toContain(paper);
});

test("show prints a paper without escape sequences where there is no colour", async () => {
  const { exitCode, out } = await offprint("show", paper);
  expect(exitCode).toBe(0);
  for (const heading of ["Idea", "Method", "Claims", "What to try", "Run it"]) expect(out).toContain(heading);
  expect(out).not.toContain("\u001b");
});

describe("run", () => {
  test("draws plots and prints metrics", async () => {
    const { exitCode, out } = await offprint("run", paper, "--horizon", "500");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/│[•×]/);
    expect(out).toMatch(/\nregret +\d/);
  });

  test("gives the same metrics for the same seed", async () => {
    const metrics = async (seed: string) => {
      const { out } = await offprint(
        "run",
        paper,
        "--horizon",
        "500",
        "--seed",
        seed,
        "--arm",
        "optimistic",
        "--json",
      );
      return JSON.parse(out).arms.optimistic.metrics;
    };
    const first = await metrics("3");
    expect(await metrics("3")).toEqual(first);
    expect(await metrics("4")).not.toEqual(first);
  });

  test("lists the paper's controls as options", async () => {
    const { exitCode, out } = await offprint("run", paper, "--help");
    expect(exitCode).toBe(0);
    expect(out).toContain("--horizon <number>");
  });
});

describe("wrong use ends with 2 and a hint", () => {
  test.each([
    [["shw", paper], "Did you mean show?"],
    [["show", "optimistic-odm"], "did you mean optimistic-omd?"],
    [["run", paper, "--arm", "optimist"], "did you mean optimistic?"],
    [["run", paper, "--horizn", "500"], "Did you mean --horizon?"],
    [["run", paper, "--horizon", "none"], "--horizon takes a number"],
    [["verify", paper, "--claim", "sea-scalng"], "did you mean sea-scaling?"],
    [["verify", "--seeds", "0"], "whole number from 1"],
    [[], "Usage: offprint"],
  ])("%j", async (args, hint) => {
    const { exitCode, out, err } = await offprint(...args);
    expect(exitCode).toBe(2);
    expect(err).toContain(hint);
    expect(out).toBe("");
  });
});

describe("Ctrl-C", () => {
  // A limit of seeds, even one above all protocols', keeps the command from writing results.
  const quickLook = ["verify", paper, "--claim", "sea-scaling", "--jobs", "1", "--seeds", "100"];

  test("stops within a second and loses no finished run", async () => {
    const { child, written, ended } = start(...quickLook, "--fresh");
    await expect.poll(() => written.err, { timeout: 20_000 }).toMatch(/: 0 of/);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const pressed = performance.now();
    child.kill("SIGINT");
    const { exitCode, err } = await ended;
    expect(performance.now() - pressed).toBeLessThan(1000);
    expect(exitCode).toBe(130);
    expect(err).toContain("Stopped. What was finished is kept.");

    const again = start(...quickLook);
    await expect.poll(() => again.written.err, { timeout: 20_000 }).toMatch(/: [1-9]\d* of/);
    again.child.kill("SIGINT");
    expect((await again.ended).exitCode).toBe(130);
  });

  test("stops a run", async () => {
    const { child, written, ended } = start("run", paper, "--arm", "ensemble", "--horizon", "8000");
    await expect.poll(() => written.err, { timeout: 20_000 }).toContain("%");
    const pressed = performance.now();
    child.kill("SIGINT");
    expect((await ended).exitCode).toBe(130);
    expect(performance.now() - pressed).toBeLessThan(1000);
  });
});

test("report writes a page with every paper", async () => {
  const directory = await mkdtemp(join(tmpdir(), "offprint-"));
  try {
    const file = join(directory, "report.html");
    expect((await offprint("report", "--out", file)).exitCode).toBe(0);
    expect(await readFile(file, "utf8")).toContain(`id="${paper}"`);
  } finally {
    await rm(directory, { recursive: true });
  }
});
