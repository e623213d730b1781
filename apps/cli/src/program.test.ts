import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fixtureCollection } from "../test/fixtureCollection.ts";
import { recordingTerminal } from "../test/recordingTerminal.ts";
import { runProgram } from "./program.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "offprint-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function offprint(...args: string[]) {
  const { terminal, written } = recordingTerminal();
  const context = {
    papers: fixtureCollection(directory),
    terminal,
    signal: new AbortController().signal,
    cells: join(directory, "cells"),
    dataFolder: join(directory, "data"),
    environment: {},
  };
  const exitCode = await runProgram(context, args);
  return { exitCode, ...written };
}

const results = async () => JSON.parse(await readFile(join(directory, "results.json"), "utf8"));

describe("verify", () => {
  test("runs, judges and writes the results", async () => {
    const { exitCode, out, err } = await offprint("verify");
    expect(exitCode).toBe(0);
    expect(out).toContain("descent  16 runs,");
    expect(out).toContain("✓ reproduced  faster");
    expect(out).toContain("✗ contradicted  scales");
    expect(err).toContain("descent: 0 of 16 runs");
    expect((await results()).claims).toHaveLength(3);
  });

  test("goes on from what is there, unless it is to be fresh", async () => {
    await offprint("verify", "descent", "--claim", "scales");
    expect((await offprint("verify")).out).toContain("16 runs, 6 of them already there");
    expect((await offprint("verify")).out).toContain("16 of them already there");
    expect((await offprint("verify", "--fresh")).out).not.toContain("already there");
  });

  test("writes the same numbers again", async () => {
    const numbers = async () => {
      const { claims, cells, picture } = await results();
      return JSON.stringify({ claims, cells, picture }).replaceAll(/"(date|seconds)":[^,}]*/g, "");
    };
    await offprint("verify", "--jobs", "1");
    const first = await numbers();
    await offprint("verify", "--fresh", "--jobs", "3");
    expect(await numbers()).toBe(first);
  });

  test("a quick look writes nothing", async () => {
    const { out } = await offprint("verify", "--seeds", "2");
    expect(out).toContain("descent  6 runs");
    expect(out).toContain("nothing was written");
    expect(existsSync(join(directory, "results.json"))).toBe(false);
  });

  test("prints JSON and nothing else", async () => {
    const { out } = await offprint("verify", "--json");
    const [paper] = JSON.parse(out);
    expect(paper.slug).toBe("descent");
    expect(paper.claims[2].verdict).toBe("contradicted");
  });

  test("minds a contradicted claim only if it is to be strict", async () => {
    expect((await offprint("verify", "descent", "--claim", "scales")).exitCode).toBe(0);
    expect((await offprint("verify", "descent", "--claim", "scales", "--strict")).exitCode).toBe(1);
  });

  test.each([
    [["verify", "descnt"], "did you mean descent?"],
    [["verify", "descent", "--claim", "fastr"], "did you mean faster?"],
    [["verify", "--claim", "faster"], "--claim needs the one paper"],
  ])("%j is wrong use", async (args, message) => {
    await expect(offprint(...args)).rejects.toThrow(message);
  });
});

describe("run", () => {
  test("draws the plots and prints the metrics of the usual arms", async () => {
    const { exitCode, out } = await offprint("run", "descent");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^Loss\n/);
    expect(out).toMatch(/seed 0 +Momentum +Plain\n/);
    expect(out).toMatch(/\nposition +\S+ +\S+\n/);
  });

  test("takes arm, seed and controls", async () => {
    const args = ["--arm", "plain", "--seed", "5", "--rate", "0.3", "--loud", "on", "--json"];
    const { out } = await offprint("run", "descent", ...args);
    const run = JSON.parse(out);
    expect(run).toMatchObject({ seed: 5, controls: { rate: 0.3, steps: 20, mood: "calm", loud: true } });
    expect(Object.keys(run.arms)).toEqual(["plain"]);
  });

  test("fails with the run", async () => {
    await expect(offprint("run", "descent", "--mood", "failing")).rejects.toThrow("out of luck");
  });

  test.each([
    [["run", "descnt"], "did you mean descent?"],
    [["run", "descent", "--arm", "plan"], "did you mean plain?"],
    [["run", "descent", "--mood", "clam"], "did you mean calm?"],
    [["run", "descent", "--rate", "7"], "--rate takes a number from 0.01 to 1"],
    [["run", "descent", "--seed", "-1"], "whole number from 0"],
    [["run", "descent", "--seed", "1000000"], "for verification only"],
    [["run", "descent", "--rte", "1"], "Did you mean --rate?"],
    [["run"], "missing required argument 'paper'"],
  ])("%j is wrong use", async (args, message) => {
    await expect(offprint(...args)).rejects.toThrow(message);
  });
});

test("list tells what became of the claims", async () => {
  expect((await offprint("list")).out).toMatch(
    /descent +Descent with a Memory +2020 +optimizer +not verified/,
  );
  await offprint("verify");
  expect((await offprint("list")).out).toMatch(/2 ✓ {2}1 ✗/);
  const [paper] = JSON.parse((await offprint("list", "--json")).out);
  expect(paper.verdicts).toEqual({ faster: "reproduced", converges: "reproduced", scales: "contradicted" });
});

test("show prints the card, the claims and what can be run", async () => {
  const before = (await offprint("show", "descent")).out;
  expect(before).toContain("A ball that rolls keeps its speed: β ≤ 1");
  expect(before).toContain("· untested  faster  (headline)");
  expect(before).toContain('import { trace } from "@offprint/methods/optimizers"');
  expect(before).toMatch(/--rate +Rate \(0.01 to 1, default 0.1\)/);
  await offprint("verify");
  expect((await offprint("show", "descent")).out).toMatch(
    /✓ reproduced {2}faster[\s\S]*→ final loss: -0.00021 \[/,
  );
});

test("report writes one page that needs nothing else", async () => {
  await offprint("verify");
  const file = join(directory, "report.html");
  expect((await offprint("report", "--out", file)).out).toBe(`${file}\n`);
  const page = await readFile(file, "utf8");
  expect(page).toContain("3 claims of 1 paper: 2 reproduced, 1 contradicted.");
  expect(page.match(/<svg/g)).toHaveLength(4);
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(/);
  await expect(offprint("report", "--out", join(directory, "no", "such", "x.html"))).rejects.toThrow(
    "can't write",
  );
});

describe("export", () => {
  const model = () => join(directory, "model.onnx");
  const write = async (name: string, content: string) => {
    const file = join(directory, name);
    await writeFile(file, content);
    return file;
  };
  /** The engine, from wherever the test's own modules lie. */
  const engine = import.meta.resolve("@jax-js/jax");

  test("writes a program of a paper's live run", async () => {
    const { exitCode, out, err } = await offprint("export", "descent", "--out", model());
    expect(exitCode).toBe(0);
    expect(out.trim()).toBe(model());
    expect(err).toContain("inputs x; outputs result");
    expect((await readFile(model())).includes("offprint")).toBe(true);
  });

  test("writes the function of a module", async () => {
    const source = `import { numpy as np } from "${engine}";
      export default (state: { w: np.Array }, x: np.Array) => ({ w: state.w.sub(x.sum()) });
      export const inputs = [{ w: np.ones([2]) }, np.ones([3])];`;
    const { exitCode, err } = await offprint("export", await write("step.ts", source), "--out", model());
    expect(exitCode).toBe(0);
    expect(err).toContain("inputs state.w, x; outputs result.w");
  });

  test.each<[string, string, RegExp]>([
    ["is missing", "", /must export a function as default, and `inputs`/],
    ["does not load", "import 'nowhere';", /can't load .*nowhere/],
    ["reads values", "export default (x) => x.mul(x.ref.js()); export const inputs = [1];", /x .* is read/],
  ])("says what is wrong with a module whose function %s", async (_, source, message) => {
    const file = await write("wrong.js", source);
    await expect(offprint("export", file, "--out", model())).rejects.toThrow(message);
    expect(existsSync(model())).toBe(false);
  });

  test("leaves nothing behind where it can't write", async () => {
    const nowhere = join(directory, "missing", "model.onnx");
    await expect(offprint("export", "descent", "--out", nowhere)).rejects.toThrow(/can't write/);
    await expect(offprint("export", "descent", "--out", directory)).rejects.toThrow(/can't write/);
    expect(await readdir(directory)).toEqual([]);
  });

  test.each([
    [["descend"], /did you mean descent/],
    [["descent", "--arm", "plane"], /did you mean plain/],
    [["descent", "--program", "7"], /ends without a call of program 7/],
    [["step.ts", "--program", "1"], /a file has one/],
  ])("refuses %j", async (args, message) => {
    await expect(offprint("export", ...args, "--out", model())).rejects.toThrow(message);
  });
});
