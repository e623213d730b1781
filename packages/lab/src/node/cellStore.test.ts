import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { descent } from "../../test/fixture/experiment.ts";
import { type Cell, type CellResult, cellsOf, protocolOf } from "../cell.ts";
import { cellStore } from "./cellStore.ts";

const [cell] = cellsOf(descent, protocolOf(descent, "faster")) as [Cell];
const result: CellResult = { cell, metrics: { loss: 0.1 + 0.2 }, seconds: 1.5, target: "jit" };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cells-"));
});
afterEach(() => rm(directory, { recursive: true }));

describe("the cell store", () => {
  test("gives back what was put, in a later process too", async () => {
    expect(await cellStore(directory, "code").get(cell)).toBeUndefined();
    await cellStore(directory, "code").put(result);
    expect(await cellStore(directory, "code").get({ ...cell })).toEqual(result);
  });

  test("makes its directory", async () => {
    const deeper = join(directory, "a", "b");
    await cellStore(deeper, "code").put(result);
    expect(await readdir(deeper)).toHaveLength(1);
  });

  test("keeps numbers that JSON has not", async () => {
    const odd = { ...result, metrics: { nothing: NaN, much: Infinity, little: -Infinity } };
    await cellStore(directory, "code").put(odd);
    expect(await cellStore(directory, "code").get(cell)).toEqual(odd);
  });

  test.each<[string, Partial<Cell>]>([
    ["paper", { slug: "ascent" }],
    ["protocol", { protocol: "slower" }],
    ["version", { version: 2 }],
    ["treatment", { treatment: "plain" }],
    ["arm", { arm: "plain" }],
    ["seed", { seed: 1 }],
    ["controls", { controls: { ...cell.controls, rate: 0.2 } }],
  ])("tells another %s apart", async (_, change) => {
    const store = cellStore(directory, "code");
    await store.put(result);
    expect(await store.get({ ...cell, ...change })).toBeUndefined();
  });

  test("tells other code apart", async () => {
    await cellStore(directory, "code").put(result);
    expect(await cellStore(directory, "changed code").get(cell)).toBeUndefined();
  });

  test("does not mind the order of controls", async () => {
    const store = cellStore(directory, "code");
    await store.put(result);
    const turned = Object.fromEntries(Object.entries(cell.controls).reverse());
    expect(await store.get({ ...cell, controls: turned })).toBeDefined();
  });

  test.each(["", "{", "null", "[]", '{"metrics": null, "seconds": 1}', '{"metrics": {}}'])(
    "ignores the broken file %j and writes it anew",
    async (content) => {
      const store = cellStore(directory, "code");
      await store.put(result);
      const [name] = await readdir(directory);
      await writeFile(join(directory, name!), content);
      expect(await store.get(cell)).toBeUndefined();
      await store.put(result);
      expect(await store.get(cell)).toEqual(result);
    },
  );

  test("many writers at once leave one whole file and nothing else", async () => {
    const stores = Array.from({ length: 20 }, () => cellStore(directory, "code"));
    await Promise.all(stores.map((store, i) => store.put({ ...result, seconds: i })));
    expect(await readdir(directory)).toHaveLength(1);
    expect((await stores[0]!.get(cell))!.metrics).toEqual(result.metrics);
  });
});
