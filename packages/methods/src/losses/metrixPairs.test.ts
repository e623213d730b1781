import { jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { metrixPairs } from "./metrixPairs.ts";

const labels = Int32Array.of(0, 0, 1, 2, 1, 0);

describe.each(["positive-negative", "anchor-negative"] as const)("%s", (mode) => {
  const { anchor, first, second } = metrixPairs(labels, { mode });

  test("mixes each anchor's positive with every negative once, in order", () => {
    const expected = [...labels.keys()].flatMap((i) => {
      const positive = [...labels.keys()].find((j) => j !== i && labels[j] === labels[i]);
      if (mode === "positive-negative" && positive === undefined) return [];
      const negatives = [...labels.keys()].filter((j) => labels[j] !== labels[i]);
      return negatives.map((j) => [i, mode === "anchor-negative" ? i : positive, j]);
    });
    expect(anchor.map((i, at) => [i, first[at], second[at]])).toEqual(expected);
  });

  test("takes an engine array as well, and frees it", async () => {
    const call = async () => {
      expect(metrixPairs(np.array(labels.slice()), { mode })).toEqual({ anchor, first, second });
    };
    await call();
    expect(await leakedBuffers(call)).toBe(0);
  });

  test("finds nothing to mix in a batch of one class, and in a batch of one", () => {
    const nothing = { anchor: [], first: [], second: [] };
    expect(metrixPairs(Int32Array.of(3, 3), { mode })).toEqual(nothing);
    expect(metrixPairs(Int32Array.of(3), { mode })).toEqual(nothing);
  });
});

test("without positives only anchor-negative pairs are left", () => {
  const singles = Int32Array.of(4, 7);
  expect(metrixPairs(singles, { mode: "positive-negative" }).anchor).toEqual([]);
  expect(metrixPairs(singles, { mode: "anchor-negative" })).toEqual({
    anchor: [0, 1],
    first: [0, 1],
    second: [1, 0],
  });
});

test("refuses what it cannot use", () => {
  const mode = "anchor-negative";
  const refusal = (argument: string) => expect.objectContaining({ name: "InvalidArgumentError", argument });
  expect(() => metrixPairs(labels, { mode: "both" as never })).toThrow(refusal("mode"));
  expect(() => metrixPairs(new Int32Array(0), { mode })).toThrow(refusal("labels"));
  expect(() => metrixPairs(np.zeros([3]), { mode })).toThrow(refusal("labels"));
  expect(() => metrixPairs(np.array(Int32Array.of(1, 2)).reshape([1, 2]), { mode })).toThrow(
    refusal("labels"),
  );
  const traced = jit((x: np.Array) => np.array(metrixPairs(x, { mode }).anchor));
  expect(() => traced(np.array(labels.slice()))).toThrow(refusal("labels"));
});
