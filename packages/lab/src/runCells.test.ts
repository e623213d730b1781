import { describe, expect, test, vi } from "vitest";
import { descent } from "../test/fixture/experiment.ts";
import { type Cell, type CellResult, cellsOf, protocolOf } from "./cell.ts";
import { progress } from "./frame.ts";
import { type CellsProgress, type CellStore, FailedCellsError, runCells } from "./runCells.ts";
import type { Runner, RunOptions } from "./runner.ts";

const cells = cellsOf(descent, protocolOf(descent, "faster"));

function memoryStore(): CellStore & { results: Map<Cell, CellResult> } {
  const results = new Map<Cell, CellResult>();
  return {
    results,
    get: async (cell) => results.get(cell),
    put: async (result) => void results.set(result.cell, result),
  };
}

/** A runner that does what the test says and counts what runs at a time. */
function fakeRunner(run: (cell: Cell, options: RunOptions) => Promise<number>) {
  const seen = { atOnce: 0, most: 0, runs: 0 };
  const runner: Runner = {
    run: async (job, options = {}) => {
      seen.runs++;
      seen.most = Math.max(seen.most, ++seen.atOnce);
      try {
        return { metrics: { loss: await run(job as Cell, options) }, seconds: 1, target: "jit" };
      } finally {
        seen.atOnce--;
      }
    },
    close: async () => {},
  };
  return { runner, seen };
}

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("runCells", () => {
  test("returns results in the order of the cells, however they end", async () => {
    const { runner } = fakeRunner(async (cell) => {
      await later(cell.seed % 7);
      return cell.seed;
    });
    const results = await runCells(cells, { runner, jobs: 3 });
    expect(results.map(({ cell }) => cell)).toEqual(cells);
    expect(results.map(({ metrics }) => metrics["loss"])).toEqual(cells.map(({ seed }) => seed));
  });

  test("keeps to the number of jobs", async () => {
    const { runner, seen } = fakeRunner(async () => (await later(2), 0));
    await runCells(cells, { runner, jobs: 3 });
    expect(seen).toMatchObject({ most: 3, runs: 10 });
  });

  test("runs cells that want to be alone after all others, one by one", async () => {
    const order: string[] = [];
    const { runner, seen } = fakeRunner(async (cell) => {
      const before = seen.atOnce;
      await later(1);
      if (cell.treatment === "plain") expect([before, seen.atOnce]).toEqual([1, 1]);
      order.push(cell.treatment);
      return 0;
    });
    await runCells(cells, { runner, jobs: 4, alone: (cell) => cell.treatment === "plain" });
    expect(order.indexOf("plain")).toBe(5);
  });

  test("takes what the store has and puts there what it ran", async () => {
    const store = memoryStore();
    const { runner, seen } = fakeRunner(async () => 1);
    await runCells(cells.slice(0, 4), { runner, store, jobs: 2 });
    expect(store.results.size).toBe(4);
    await runCells(cells, { runner, store, jobs: 2 });
    expect(seen.runs).toBe(10);
    expect(store.results.size).toBe(10);
  });

  test("a cell that fails is reported after all others have run", async () => {
    const store = memoryStore();
    const { runner } = fakeRunner(async (cell) => {
      if (cell === cells[1] || cell === cells[6]) throw new Error("out of luck");
      return 0;
    });
    const error = await runCells(cells, { runner, store, jobs: 2 }).catch((caught) => caught);
    expect(error).toBeInstanceOf(FailedCellsError);
    expect(error.failures.map((failure: { cell: Cell }) => failure.cell)).toEqual([cells[1], cells[6]]);
    expect(error.message).toContain("out of luck");
    expect(store.results.size).toBe(8);
  });

  test("a stop loses no finished cell", async () => {
    const store = memoryStore();
    const stop = new AbortController();
    const { runner, seen } = fakeRunner(async (cell, { signal }) => {
      if (cell === cells[5]) stop.abort(new Error("enough"));
      signal?.throwIfAborted();
      return 0;
    });
    await expect(runCells(cells, { runner, store, jobs: 1, signal: stop.signal })).rejects.toThrow("enough");
    expect(store.results.size).toBe(5);
    expect(seen.runs).toBe(6);
  });

  test("tells how far it is, parts of running cells included", async () => {
    const store = memoryStore();
    const { runner } = fakeRunner(async (_, { onFrame }) => {
      onFrame?.(progress(1, 2));
      return 0;
    });
    await runCells(cells.slice(0, 1), { runner, store, jobs: 1 });
    const onProgress = vi.fn<(progress: CellsProgress) => void>();
    await runCells(cells.slice(0, 2), { runner, store, jobs: 1, onProgress });
    const common = { total: 2, stored: 1, failed: 0 };
    expect(onProgress.mock.calls.map(([now]) => now)).toEqual([
      { ...common, finished: 1, done: 1 },
      { ...common, finished: 1, done: 1.5 },
      { ...common, finished: 2, done: 2 },
    ]);
  });
});
