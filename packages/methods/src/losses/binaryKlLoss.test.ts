import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { binaryKlLoss, validateBinaryKlLoss } from "./binaryKlLoss.ts";

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
    call: () => binaryKlLoss(np.zeros([2, 1]), np.zeros([2, 1])),
    argument: "studentLogits",
  },
  {
    name: "an empty batch",
    call: () => binaryKlLoss(np.zeros([0, 3]), np.zeros([0, 3])),
    argument: "studentLogits",
  },
  {
    name: "logits without classes",
    call: () => binaryKlLoss(np.zeros([2]), np.zeros([2])),
    argument: "studentLogits",
  },
  {
    name: "integer logits",
    call: () => binaryKlLoss(zeros().astype(DType.Int32), zeros()),
    argument: "studentLogits",
  },
  {
    name: "integer logits of the teacher",
    call: () => binaryKlLoss(zeros(), zeros().astype(DType.Int32)),
    argument: "teacherLogits",
  },
  {
    name: "a teacher of another batch",
    call: () => binaryKlLoss(zeros(), np.zeros([1, 3])),
    argument: "teacherLogits",
  },
  { name: "no teacher", call: () => binaryKlLoss(zeros(), undefined as never), argument: "teacherLogits" },
  {
    name: "temperature 0",
    call: () => binaryKlLoss(zeros(), zeros(), { temperature: 0 }),
    argument: "temperature",
  },
  {
    name: "temperature NaN",
    call: () => binaryKlLoss(zeros(), zeros(), { temperature: NaN }),
    argument: "temperature",
  },
  {
    name: "an unknown reduction",
    call: () => binaryKlLoss(zeros(), zeros(), { reduction: "max" as never }),
    argument: "reduction",
  },
];

describe.each([0.5, 1, 2, 4])("temperature %s", (temperature) => {
  const spec = {
    name: "binaryKlLoss",
    apply: (student?: Array, teacher?: Array) => binaryKlLoss(student!, teacher!, { temperature }),
    makeInputs,
    shape: [],
    differentiable: [0],
    batchInputs: [0, 1],
    badCalls: temperature === 2 ? badCalls : [],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

describe.each(["sum", "none"] as const)("reduction %s", (reduction) => {
  const spec = {
    name: "binaryKlLoss",
    apply: (student?: Array, teacher?: Array) => binaryKlLoss(student!, teacher!, { reduction }),
    makeInputs,
    shape: reduction === "none" ? [4] : [],
    differentiable: [0],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const bernoulliKl = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
const each = async (student: number[][], teacher: number[][], temperature = 2) =>
  (await binaryKlLoss(np.array(student), np.array(teacher), {
    temperature,
    reduction: "none",
  }).jsAsync()) as number[];

describe("values", () => {
  test("are sums over the classes of divergences between two Bernoulli distributions, times T²", async () => {
    const [student, teacher] = [
      [1, -2, 0.5],
      [-0.5, 1.5, 3],
    ];
    for (const temperature of [1, 3]) {
      const [loss] = await each([student], [teacher], temperature);
      const sum = student.reduce(
        (total, z, k) => total + bernoulliKl(sigmoid(teacher[k]! / temperature), sigmoid(z / temperature)),
        0,
      );
      expect(loss).toBeCloseTo(temperature ** 2 * sum, 5);
    }
  });

  test("are zero where the logits agree, however large", async () => {
    const logits = [[1e4, -1e4, 3]];
    expect((await each(logits, logits))[0]).toBe(0);
  });

  test("grow like the distance at logits of opposite sign", async () => {
    expect((await each([[1e4, 0]], [[-1e4, 0]], 1))[0]).toBeCloseTo(1e4, 1);
    expect((await each([[-60, 0]], [[60, 0]], 1))[0]).toBeCloseTo(60, 4);
  });

  test("the teacher's logits carry no gradient", async () => {
    const slope = grad((t: Array) => binaryKlLoss(np.ones([1, 2]), t))(np.zeros([1, 2]));
    expect([...(await slope.data())]).toEqual([0, 0]);
  });

  test("a student of all zeros still feels the teacher", async () => {
    const slope = grad((z: Array) => binaryKlLoss(z, np.array([[2, -1]]), { temperature: 1 }))(
      np.zeros([1, 2]),
    );
    const [first, second] = await slope.data();
    expect(first).toBeCloseTo(0.5 - sigmoid(2), 6);
    expect(second).toBeCloseTo(0.5 - sigmoid(-1), 6);
  });

  test("have a finite gradient at extreme logits", async () => {
    const slope = grad((z: Array) => binaryKlLoss(z, np.array([[-1e4, 1e4]]), { temperature: 1 }));
    const [first, second] = await slope(np.array([[1e4, 1e4]])).data();
    expect(first).toBeCloseTo(1, 6);
    expect(second).toBeCloseTo(0, 6);
  });
});

describe("validateBinaryKlLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [student, teacher] = [zeros(), zeros()];
    await validateBinaryKlLoss(student, teacher);
    expect(await binaryKlLoss(student, teacher).jsAsync()).toBe(0);
  });

  test("names logits that are not finite", async () => {
    const broken = () => np.array([[0, NaN, 0]]);
    const fine = () => np.zeros([1, 3]);
    await expect(validateBinaryKlLoss(broken(), fine())).rejects.toMatchObject({ argument: "studentLogits" });
    await expect(validateBinaryKlLoss(fine(), broken())).rejects.toMatchObject({ argument: "teacherLogits" });
  });
});
