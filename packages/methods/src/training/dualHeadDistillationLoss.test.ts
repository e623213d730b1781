import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { binaryKlLoss } from "../losses/binaryKlLoss.ts";
import { binaryKlNormLoss } from "../losses/binaryKlNormLoss.ts";
import { compSumLoss } from "../losses/compSumLoss.ts";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import {
  dualHeadDistillationLoss,
  type DualHeadDistillationOptions,
  validateDualHeadDistillationLoss,
} from "./dualHeadDistillationLoss.ts";

const wave = (seed: number, step: number) =>
  Float64Array.from({ length: 12 }, (_, i) => 2 * Math.sin(step * i + seed));
const makeInputs = (seed: number): InputValues[] => [
  { shape: [4, 3], values: wave(seed, 3.7) },
  { shape: [4, 3], values: wave(seed, 2.3) },
  { shape: [4, 3], values: wave(seed, 1.9) },
  { shape: [4], values: [0, 2, 1, 2], kind: "int32" },
];

const classes = (...labels: number[]) => np.array(Int32Array.from(labels));
const zeros = () => np.zeros([2, 3]);

const badCall = (
  name: string,
  argument: string,
  {
    logits = zeros,
    auxLogits = zeros,
    teacherLogits = zeros,
    labels = () => classes(0, 1),
    ...options
  }: {
    logits?: () => Array;
    auxLogits?: () => Array;
    teacherLogits?: () => Array;
    labels?: () => Array;
  } & DualHeadDistillationOptions,
): BadCall => ({
  name,
  argument,
  call: () => dualHeadDistillationLoss(logits(), auxLogits(), teacherLogits(), labels(), options),
});
const narrow = () => np.zeros([2, 1]);
const integers = () => zeros().astype(DType.Int32);
const badCalls = [
  badCall("a single class", "logits", { logits: narrow, auxLogits: narrow, teacherLogits: narrow }),
  badCall("integer logits", "logits", { logits: integers }),
  badCall("integer logits of the auxiliary head", "auxLogits", { auxLogits: integers }),
  badCall("integer logits of the teacher", "teacherLogits", { teacherLogits: integers }),
  badCall("an auxiliary head of another shape", "auxLogits", { auxLogits: () => np.zeros([2, 4]) }),
  badCall("a teacher of another shape", "teacherLogits", { teacherLogits: () => np.zeros([3, 3]) }),
  badCall("a label too many", "labels", { labels: () => classes(0, 1, 2) }),
  badCall("float labels", "labels", { labels: () => np.zeros([2]) }),
  badCall("a negative alpha", "alpha", { alpha: -1 }),
  badCall("a negative gamma", "gamma", { gamma: -0.5 }),
  badCall("temperature 0", "temperature", { temperature: 0 }),
  badCall("an unknown variant", "variant", { variant: "norm" as never }),
];

const settings: DualHeadDistillationOptions[] = [
  {},
  { variant: "plain" },
  { alpha: 0.1, gamma: 2, temperature: 4 },
  { alpha: 0 },
  { gamma: 0, variant: "plain", temperature: 1 },
];
describe.each(settings)("options %j", (options) => {
  const spec = {
    name: "dualHeadDistillationLoss",
    apply: (logits?: Array, aux?: Array, teacher?: Array, labels?: Array) =>
      dualHeadDistillationLoss(logits!, aux!, teacher!, labels!, options),
    makeInputs,
    shape: [],
    differentiable: [0, 1],
    batchInputs: [0, 1, 2, 3],
    badCalls: options === settings[0] ? badCalls : [],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

const [main, auxiliary, teacher] = [
  () => np.array([[1, -1, 0.5], [0, 2, 1]]), // prettier-ignore
  () => np.array([[0, 3, -0.5], [1, 1, -1]]), // prettier-ignore
  () => np.array([[4, 0, -4], [-1, 5, 0]]), // prettier-ignore
];
const labels = () => classes(0, 1);
const loss = async (options: DualHeadDistillationOptions) =>
  (await dualHeadDistillationLoss(main(), auxiliary(), teacher(), labels(), options).jsAsync()) as number;
const valueOf = async (x: Array) => (await x.jsAsync()) as number;

describe("the objective", () => {
  test("is the weighted sum of cross-entropy and logit loss", async () => {
    const crossEntropy = await valueOf(compSumLoss(main(), labels()));
    const normalized = await valueOf(binaryKlNormLoss(auxiliary(), teacher(), { temperature: 3 }));
    const plain = await valueOf(binaryKlLoss(auxiliary(), teacher(), { temperature: 3 }));
    const options = { alpha: 0.3, gamma: 1.7, temperature: 3 };
    expect(await loss(options)).toBeCloseTo(1.7 * crossEntropy + 0.3 * normalized, 5);
    expect(await loss({ ...options, variant: "plain" })).toBeCloseTo(1.7 * crossEntropy + 0.3 * plain, 5);
  });

  test("each head feels its own term alone, the teacher none", async () => {
    const slope = async (at: number, options: DualHeadDistillationOptions) => {
      const objective = (z: Array, aux: Array, t: Array) =>
        dualHeadDistillationLoss(z, aux, t, labels(), options);
      const values = await (grad(objective, { argnums: at })(main(), auxiliary(), teacher()) as Array).data();
      return [...values];
    };
    const isZero = (x: number) => Math.abs(x) === 0;
    expect((await slope(0, { gamma: 0 })).every(isZero)).toBe(true);
    expect((await slope(1, { alpha: 0 })).every(isZero)).toBe(true);
    expect((await slope(2, {})).every(isZero)).toBe(true);
    expect(await slope(0, { alpha: 5 })).toEqual(await slope(0, {}));
    expect(await slope(1, { gamma: 5 })).toEqual(await slope(1, {}));
  });

  test("takes a batch of one, and extreme logits", async () => {
    const extreme = () => np.array([[1e4, -1e4]]);
    const value = dualHeadDistillationLoss(extreme(), extreme(), np.array([[-1e4, -1e4]]), classes(0));
    expect(await value.jsAsync()).toBeCloseTo(2e4 - 4 * Math.log(2), 1);
  });
});

describe("validateDualHeadDistillationLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const arrays = [main(), auxiliary(), teacher(), labels()] as const;
    await validateDualHeadDistillationLoss(...arrays);
    expect(await dualHeadDistillationLoss(...arrays).jsAsync()).toBeGreaterThan(0);
  });

  test("names what is not finite, and labels out of range", async () => {
    const broken = () => np.array([[0, NaN, 0]]);
    const fine = () => np.zeros([1, 3]);
    const calls = {
      logits: [broken(), fine(), fine(), classes(0)],
      auxLogits: [fine(), broken(), fine(), classes(0)],
      teacherLogits: [fine(), fine(), broken(), classes(0)],
      labels: [fine(), fine(), fine(), classes(3)],
    };
    for (const [argument, arrays] of Object.entries(calls)) {
      const call = validateDualHeadDistillationLoss(...(arrays as [Array, Array, Array, Array]));
      await expect(call).rejects.toMatchObject({ argument });
    }
  });
});
