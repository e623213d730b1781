import { type Array, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { recallAtK } from "./recallAtK.ts";
import { retrievalPrecision } from "./retrievalPrecision.ts";

/** Unit vectors at these angles in degrees: nearer angles are nearer. */
const atAngles = (...degrees: number[]) =>
  np.array(degrees.map((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]));

describe("retrievalPrecision", () => {
  test("looks at the R nearest, and MAP@R at their order", () => {
    // The first example has R = 2 and finds a stranger first, then one of its own.
    const { rPrecision, meanAveragePrecisionAtR } = retrievalPrecision(
      atAngles(0, 10, 25, 45),
      Int32Array.of(0, 1, 0, 0),
    );
    // R-precision: 1/2, 0 (alone in its class), 1/2 (10° then 45°), 1/2 (25° then 10°).
    expect(rPrecision).toBeCloseTo((1 / 2 + 0 + 1 / 2 + 1 / 2) / 4, 12);
    // Average precision: 0 · + (1/2)/2; none; a stranger first again; its own first, then a stranger.
    expect(meanAveragePrecisionAtR).toBeCloseTo((1 / 4 + 0 + 1 / 4 + 1 / 2) / 4, 12);
  });

  test("is 1 where classes are apart and 0 where nobody has others of its class", () => {
    const apart = () => atAngles(0, 5, 90, 95);
    const perfect = { rPrecision: 1, meanAveragePrecisionAtR: 1 };
    expect(retrievalPrecision(apart(), Int32Array.of(3, 3, 8, 8))).toEqual(perfect);
    const none = { rPrecision: 0, meanAveragePrecisionAtR: 0 };
    expect(retrievalPrecision(apart(), Int32Array.of(1, 2, 3, 4))).toEqual(none);
    expect(retrievalPrecision(atAngles(7), Int32Array.of(0))).toEqual(none);
  });

  test("with pairs alone is recall at 1", () => {
    const embeddings = () => np.array(globalThis.Array.from({ length: 12 }, (_, i) => [Math.sin(2.3 * i), Math.cos(i * i), 0.3])); // prettier-ignore
    const labels = Int32Array.from({ length: 12 }, (_, i) => i % 6);
    const [recall] = recallAtK(embeddings(), labels, { k: [1] });
    const found = retrievalPrecision(embeddings(), labels);
    expect(found).toEqual({ rPrecision: recall, meanAveragePrecisionAtR: recall });
  });

  test("does not depend on lengths or on the order of examples", () => {
    const angles = [3, 14, 15, 92, 65, 35];
    const labels = [0, 1, 0, 1, 1, 0];
    const order = [4, 0, 5, 2, 1, 3];
    const plain = retrievalPrecision(atAngles(...angles), Int32Array.from(labels));
    const turned = retrievalPrecision(
      atAngles(...order.map((i) => angles[i]!)).mul(7),
      Int32Array.from(order, (i) => labels[i]!),
    );
    expect(turned.rPrecision).toBeCloseTo(plain.rPrecision, 12);
    expect(turned.meanAveragePrecisionAtR).toBeCloseTo(plain.meanAveragePrecisionAtR, 12);
  });

  test("frees what it is given", async () => {
    const call = async () => void retrievalPrecision(np.ones([3, 2]), np.array(Int32Array.of(0, 0, 1)));
    expect(await leakedBuffers(call)).toBe(0);
  });

  const refused: [string, () => unknown, string][] = [
    ["a vector", () => retrievalPrecision(np.ones([3]), Int32Array.of(0, 0, 0)), "embeddings"],
    ["a label too few", () => retrievalPrecision(np.ones([3, 2]), Int32Array.of(0, 0)), "labels"],
    ["zeros", () => retrievalPrecision(np.zeros([2, 2]), Int32Array.of(0, 0)), "embeddings"],
    ["float labels", () => retrievalPrecision(np.ones([2, 2]), np.zeros([2]) as Array), "labels"],
  ];
  for (const [name, call, argument] of refused) {
    test(`refuses ${name}`, () => expect(call).toThrow(expect.objectContaining({ argument })));
  }
});
