import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { distillationKlLoss, validateDistillationKlLoss } from "./distillationKlLoss.ts";

const wave = (seed: number, step: number) =>
  Float64Array.from({ length: 12 }, (_, i) => 3 * Math.sin(step * i + seed));
const makeInputs = (seed: number): InputValues[] => [
  { shape: [4, 3], values: wave(seed, 3.7) },
  { shape: [4, 3], values: wave(seed, 1.9) },
];

const zeros = () => np.zeros([2, 3]);
const badCalls: BadCall[] = [
  {
    name: "a single class",
    call: () => distillationKlLoss(np.zeros([2, 1]), np.zeros([2, 1])),
    argument: "studentLogits",
  },
  {
    name: "integer logits",
    call: () => distillationKlLoss(zeros().astype(DType.Int32), zeros()),
    argument: "studentLogits",
  },
  {
    name: "a teacher with other classes",
    call: () => distillationKlLoss(zeros(), np.zeros([2, 4])),
    argument: "teacherLogits",
  },
  {
    name: "temperature 0",
    call: () => distillationKlLoss(zeros(), zeros(), { temperature: 0 }),
    argument: "temperature",
  },
  {
    name: "an unknown reduction",
    call: () => distillationKlLoss(zeros(), zeros(), { reduction: "max" as never }),
    argument: "reduction",
  },
];

describe.each([0.5, 1, 2, 4])("temperature %s", (temperature) => {
  const spec = {
    name: "distillationKlLoss",
    apply: (student?: Array, teacher?: Array) => distillationKlLoss(student!, teacher!, { temperature }),
    makeInputs,
    shape: [],
    differentiable: [0],
    batchInputs: [0, 1],
    badCalls: temperature === 4 ? badCalls : [],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

describe.each(["sum", "none"] as const)("reduction %s", (reduction) => {
  const spec = {
    name: "distillationKlLoss",
    apply: (student?: Array, teacher?: Array) => distillationKlLoss(student!, teacher!, { reduction }),
    makeInputs,
    shape: reduction === "none" ? [4] : [],
    differentiable: [0],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

const softmax = (logits: number[]) => {
  const total = logits.reduce((sum, x) => sum + Math.exp(x), 0);
  return logits.map((x) => Math.exp(x) / total);
};
const each = async (student: number[][], teacher: number[][], temperature?: number) =>
  (await distillationKlLoss(np.array(student), np.array(teacher), {
    ...(temperature && { temperature }),
    reduction: "none",
  }).jsAsync()) as number[];

describe("values", () => {
  test("are divergences between softmaxes at temperature 4, times 16", async () => {
    const [student, teacher] = [
      [1, -2, 0.5],
      [-0.5, 1.5, 3],
    ];
    const [p, q] = [teacher, student].map((logits) => softmax(logits.map((x) => x / 4)));
    const want = 16 * p!.reduce((sum, share, k) => sum + share * Math.log(share / q![k]!), 0);
    expect((await each([student], [teacher]))[0]).toBeCloseTo(want, 5);
  });

  test("forget the level of the logits", async () => {
    const [here] = await each([[1, 2, 0]], [[0, 4, 1]]);
    const [there] = await each([[101, 102, 100]], [[-50, -46, -49]]);
    expect(there).toBeCloseTo(here!, 3);
    expect((await each([[7, 7]], [[-7, -7]]))[0]).toBeCloseTo(0, 6);
  });

  test("are finite at extreme logits, also where a class of the teacher has no weight left", async () => {
    expect(await each([[1e4, -1e4]], [[-1e4, 1e4]], 1)).toEqual([2e4]);
    expect(await each([[1e4, -1e4]], [[1e4, -1e4]], 1)).toEqual([0]);
  });

  test("the teacher's logits carry no gradient", async () => {
    const slope = grad((t: Array) => distillationKlLoss(np.array([[1, 0]]), t))(np.zeros([1, 2]));
    expect([...(await slope.data())]).toEqual([0, 0]);
  });

  test("have a finite gradient at extreme logits", async () => {
    const slope = grad((z: Array) => distillationKlLoss(z, np.array([[-1e4, 1e4]]), { temperature: 1 }));
    expect([...(await slope(np.array([[1e4, -1e4]])).data())]).toEqual([1, -1]);
  });
});

describe("validateDistillationKlLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [student, teacher] = [zeros(), zeros()];
    await validateDistillationKlLoss(student, teacher);
    expect(await distillationKlLoss(student, teacher).jsAsync()).toBeCloseTo(0, 6);
  });

  test("names logits that are not finite", async () => {
    const broken = np.array([[0, NaN, 0]]);
    await expect(validateDistillationKlLoss(broken, np.zeros([1, 3]))).rejects.toMatchObject({
      argument: "studentLogits",
    });
  });
});
