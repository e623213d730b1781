import { numpy as np } from "@jax-js/jax";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { type BenchCase, defineCase } from "./benchCase.ts";
import type { Contender } from "./contender.ts";
import { uniform } from "./inputs.ts";
import { compiledValueAndGradient, compileFor } from "./offprint.ts";
import type { Peer } from "./peers/peer.ts";
import { missingTorch } from "./peers/torch.ts";
import { benchRows } from "./row.ts";
import { formatTable } from "./table.ts";

const sumOfSquares = defineCase({
  name: "sumOfSquares",
  sizes: [
    { rows: 2, columns: 3 },
    { rows: 4, columns: 3 },
  ],
  inputs: ({ rows, columns }, random) => ({ x: uniform(random, [rows, columns]) }),
  offprint: ({ x }) => compiledValueAndGradient((z) => np.square(z!).sum(), [x]),
  tfjs: null,
  torch: null,
});

/** A peer that computes the sum of squares, times a factor, at a known pace. */
function fakePeer(factor: number, events: string[] = []): Peer {
  return {
    nameFor: () => "fake",
    prepare: async (_case: BenchCase, _size, { x }): Promise<Contender> => ({
      outputs: async () => {
        const values = Array.from(x!.values);
        return [[factor * values.reduce((sum, v) => sum + v * v, 0)], values.map((v) => 2 * factor * v)];
      },
      time: async (count) => {
        events.push("timed");
        return count * 0.5;
      },
      dispose: () => void events.push("freed"),
    }),
  };
}

compileFor("jit");

const quick = { milliseconds: 2, rounds: 2 };
const bench = (peers: Peer[]) => benchRows(sumOfSquares, sumOfSquares.sizes[0], peers, quick);

describe("the rows of a case", () => {
  test("have one for each peer, also for one that is missing", async () => {
    const { rows, mismatches } = await bench([fakePeer(1), missingTorch]);
    const about = { name: "sumOfSquares", size: "rows 2, columns 3", target: "jit/wasm" };
    const ms = rows[0]!.ms;
    expect(ms).toBeGreaterThan(0);
    expect(rows).toEqual([
      { ...about, ms, peer: "fake", peerMs: 0.5, ratio: ms / 0.5 },
      { ...about, ms, peer: "pytorch", peerMs: null, ratio: null },
    ]);
    expect(mismatches).toEqual([]);
  });

  test("don't time a peer that computes something else", async () => {
    const events: string[] = [];
    const { rows, mismatches } = await bench([fakePeer(1.01, events)]);
    expect(rows[0]).toMatchObject({ peer: "fake", peerMs: null, ratio: null });
    expect(mismatches).toEqual([
      {
        name: "sumOfSquares",
        size: "rows 2, columns 3",
        peer: "fake",
        reason: expect.stringMatching("output 0 is off by") as string,
      },
    ]);
    expect(events).toEqual(["freed"]);
  });

  test("leave nothing behind", async () => {
    const events: string[] = [];
    const run = async () => void (await bench([fakePeer(1, events)]));
    await run();
    expect(await leakedBuffers(run)).toBe(0);
    expect(events.filter((event) => event === "freed")).toHaveLength(2);
  });
});

test("the table names a method once and shows what is missing or computes something else", () => {
  const row = { name: "loss", size: "batch 2", target: "jit/wasm", ms: 1.23456, peer: "tfjs" };
  const missing = { ...row, peerMs: null, ratio: null };
  const table = formatTable(
    [
      { ...row, peerMs: 12.3456, ratio: 0.1 },
      { ...missing, peer: "pytorch" },
      { ...missing, peer: "other" },
    ],
    [{ name: "loss", size: "batch 2", peer: "other", reason: "" }],
  );
  expect(table.split("\n").map((line) => line.trimEnd())).toEqual([
    "method  size     target      ms  peer     peer ms  ratio",
    "──────  ───────  ────────  ────  ───────  ───────  ─────",
    "loss    batch 2  jit/wasm  1.23  tfjs        12.3  0.100",
    "                                 pytorch  missing",
    "                                 other    differs",
  ]);
});
