import { describe, expect, test } from "vitest";
import { verificationRoc, type VerificationRocOptions } from "./verificationRoc.ts";

const positives = [0.9, 0.5, 0.7, 0.2];
const negatives = [0.1, 0.3, 0.6, 0.2, -0.4];
const wave = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(2.3 * i + 0.2 * i * i + phase));

describe("rates", () => {
  test("are counted strictly above every threshold that occurs", () => {
    const roc = verificationRoc(positives, negatives);
    expect([...roc.thresholds]).toEqual([-Infinity, -0.4, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.9]);
    expect([...roc.falseAcceptRates]).toEqual([1, 4 / 5, 3 / 5, 2 / 5, 1 / 5, 1 / 5, 0, 0, 0]);
    expect([...roc.falseRejectRates]).toEqual([0, 0, 0, 1 / 4, 1 / 4, 1 / 2, 1 / 2, 3 / 4, 1]);
  });

  test("are reported at the thresholds given, in their order", () => {
    const roc = verificationRoc(positives, negatives, { thresholds: [2, 0.2, -2] });
    expect([...roc.thresholds]).toEqual([2, 0.2, -2]);
    expect([...roc.falseAcceptRates]).toEqual([0, 2 / 5, 1]);
    expect([...roc.falseRejectRates]).toEqual([1, 1 / 4, 0]);
    expect(roc.equalErrorRate).toBe(verificationRoc(positives, negatives).equalErrorRate);
  });

  test("agree with counting pair by pair", () => {
    const [own, other] = [wave(40, 0), wave(70, 1)];
    const roc = verificationRoc(own, other);
    roc.thresholds.forEach((at, i) => {
      expect(roc.falseAcceptRates[i]).toBe(other.filter((s) => s > at).length / 70);
      expect(roc.falseRejectRates[i]).toBe(own.filter((s) => s <= at).length / 40);
    });
  });
});

describe("the equal error rate", () => {
  test("lies between the thresholds where the rates change places", () => {
    // From (2/5 accepted, 1/4 rejected) to (1/5, 1/4): they meet at 1/4.
    expect(verificationRoc(positives, negatives).equalErrorRate).toBeCloseTo(1 / 4, 12);
  });
  test("is 0 for pairs that a threshold separates, 1 for pairs the wrong way round, 1/2 without any signal", () => {
    expect(verificationRoc([0.5, 0.6], [0.1, 0.4]).equalErrorRate).toBe(0);
    expect(verificationRoc([0.1, 0.4], [0.5, 0.6]).equalErrorRate).toBe(1);
    expect(verificationRoc([0.3, 0.3], [0.3]).equalErrorRate).toBe(0.5);
    expect(verificationRoc(negatives, negatives).equalErrorRate).toBeCloseTo(0.5, 12);
  });
  test("is the same seen from the other side", () => {
    const [own, other] = [wave(31, 0.4), wave(53, 2)];
    const mirrored = verificationRoc(
      other.map((s) => -s),
      own.map((s) => -s),
    );
    expect(mirrored.equalErrorRate).toBeCloseTo(verificationRoc(own, other).equalErrorRate, 12);
  });
});

describe("the true accept rate at a false accept rate", () => {
  const atFar = (own: number[], other: ArrayLike<number>, far: number[]) =>
    verificationRoc(own, other, { far }).atFar;

  test("takes the threshold from the largest negatives", () => {
    expect(atFar(positives, negatives, [0.2, 0.4, 0.6, 1])).toEqual([
      { far: 0.2, threshold: 0.6, trueAcceptRate: 2 / 4 },
      { far: 0.4, threshold: 0.3, trueAcceptRate: 3 / 4 },
      { far: 0.6, threshold: 0.2, trueAcceptRate: 3 / 4 },
      { far: 1, threshold: -0.4, trueAcceptRate: 1 },
    ]);
  });
  test("accepts no negative where the rate is below one of them", () => {
    expect(atFar(positives, negatives, [0.1])).toEqual([{ far: 0.1, threshold: 0.6, trueAcceptRate: 1 / 2 }]);
    expect(verificationRoc(positives, negatives).atFar[0]!.far).toBe(0.001);
  });
  test("does not lose a place to rounding", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i);
    // 0.29 · 100 is 28.999999999999996.
    expect(atFar([0], hundred, [0.29])[0]!.threshold).toBe(100 - 29);
  });
  test("is strict at ties, and keeps its promise", () => {
    expect(atFar([0.5], [0.5, 0.5, 0.1], [0.7])[0]!.trueAcceptRate).toBe(0);
    const other = wave(200, 0);
    for (const { far, threshold } of atFar([0], other, [0.005, 0.03, 0.5])) {
      expect(other.filter((s) => s > threshold).length / 200).toBeLessThanOrEqual(far);
    }
  });
});

test("leaves the lists alone", () => {
  const [own, other] = [Float32Array.from(positives), Float32Array.from(negatives)];
  const { equalErrorRate } = verificationRoc(own, other);
  expect(own).toEqual(Float32Array.from(positives));
  expect(verificationRoc(own, other).equalErrorRate).toBe(equalErrorRate);
});

const refusals: [what: string, argument: string, own: number[], other: number[], VerificationRocOptions][] = [
  ["no positives", "positives", [], [1], {}],
  ["no negatives", "negatives", [1], [], {}],
  ["NaN", "positives", [NaN], [1], {}],
  ["infinity", "negatives", [1], [-Infinity], {}],
  ["a number for a list", "positives", 1 as never, [1], {}],
  ["a threshold of NaN", "thresholds", [1], [0], { thresholds: [NaN] }],
  ["a rate of 0", "far", [1], [0], { far: [0] }],
  ["a rate above 1", "far", [1], [0], { far: [0.1, 1.5] }],
  ["a number for the rates", "far", [1], [0], { far: 0.1 as never }],
];
test.each(refusals)("refuses %s", (_what, argument, own, other, options) => {
  const error = expect.objectContaining({ name: "InvalidArgumentError", argument });
  expect(() => verificationRoc(own, other, options)).toThrow(error);
});
