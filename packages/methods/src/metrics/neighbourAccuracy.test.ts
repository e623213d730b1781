import { numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { neighbourAccuracy } from "./neighbourAccuracy.ts";

/** Unit vectors at these angles in degrees, with a class each. */
const at = (angles: number[], labels: number[]) => ({
  embeddings: np.array(angles.map((a) => [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)])),
  labels: Int32Array.from(labels),
});

describe("neighbourAccuracy", () => {
  const references = () => at([0, 10, 12, 14], [0, 1, 1, 1]);

  test("lets the nearest vote", () => {
    const ofOne = (k: number) => neighbourAccuracy(at([2], [0]), references(), { k });
    expect(ofOne(1)).toBe(1);
    expect(ofOne(3)).toBe(0);
    expect(neighbourAccuracy(at([2, 13], [0, 1]), references(), { k: 1 })).toBe(1);
  });

  test("weighs nearer neighbours more at small temperatures", () => {
    const ofOne = (temperature: number) =>
      neighbourAccuracy(at([2], [0]), references(), { k: 4, temperature });
    expect(ofOne(1e-4)).toBe(1);
    expect(ofOne(1)).toBe(0);
    expect(ofOne(1e-9)).toBe(1);
  });

  test("gives equal votes to the class of the nearer neighbour", () => {
    expect(neighbourAccuracy(at([2], [0]), references(), { k: 2 })).toBe(1);
    expect(neighbourAccuracy(at([9], [1]), references(), { k: 2 })).toBe(1);
  });

  test("asks 20, or all if there are fewer", () => {
    expect(neighbourAccuracy(at([2], [1]), references())).toBe(1);
  });

  test("frees what it is given", async () => {
    const side = () => ({ embeddings: np.ones([3, 2]), labels: np.array(Int32Array.of(0, 0, 1)) });
    const call = async () => void neighbourAccuracy(side(), side());
    expect(await leakedBuffers(call)).toBe(0);
  });

  const refused: [string, () => unknown, string][] = [
    ["k = 0", () => neighbourAccuracy(references(), references(), { k: 0 }), "k"],
    ["more neighbours than there are", () => neighbourAccuracy(references(), references(), { k: 5 }), "k"],
    ["temperature 0", () => neighbourAccuracy(references(), references(), { temperature: 0 }), "temperature"],
    [
      "references of another width",
      () => neighbourAccuracy(references(), { embeddings: np.ones([4, 3]), labels: new Int32Array(4) }),
      "references.embeddings",
    ],
    [
      "a label too few",
      () => neighbourAccuracy({ ...references(), labels: Int32Array.of(1) }, references()),
      "queries.labels",
    ],
  ];
  for (const [name, call, argument] of refused) {
    test(`refuses ${name}`, () => expect(call).toThrow(expect.objectContaining({ argument })));
  }
});
