import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { distillationChecks } from "../../test/distillation.ts";
import { binaryKlLoss, validateBinaryKlLoss } from "./binaryKlLoss.ts";

const zeros = () => np.zeros([2, 3]);

distillationChecks("binaryKlLoss", binaryKlLoss, 2);

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
