import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { distillationChecks } from "../../test/distillation.ts";
import { binaryKlNormLoss, validateBinaryKlNormLoss } from "./binaryKlNormLoss.ts";

const zeros = () => np.zeros([2, 3]);

distillationChecks("binaryKlNormLoss", binaryKlNormLoss, 2);

const each = async (student: number[][], teacher: number[][], temperature = 2) =>
  (await binaryKlNormLoss(np.array(student), np.array(teacher), {
    temperature,
    reduction: "none",
  }).jsAsync()) as number[];

describe("values", () => {
  test("are divergences from a fair coin, times T²", async () => {
    const [student, teacher] = [
      [1, -2, 0.5],
      [-0.5, 1.5, 3],
    ];
    for (const temperature of [1, 3]) {
      const [loss] = await each([student], [teacher], temperature);
      const sum = student.reduce((total, z, k) => {
        const q = 1 / (1 + Math.exp(-(z - teacher[k]!) / temperature));
        return total - Math.log(4 * q * (1 - q)) / 2;
      }, 0);
      expect(loss).toBeCloseTo(temperature ** 2 * sum, 5);
    }
  });

  test("see differences only", async () => {
    const [here] = await each([[1, 2]], [[0, 4]]);
    const [there] = await each([[101, -98]], [[100, -96]]);
    expect(there).toBeCloseTo(here!, 4);
  });

  test("are an eighth of the square near zero and half T times the size far away", async () => {
    expect((await each([[0.1, 0]], [[0, 0]]))[0]).toBeCloseTo(0.01 / 8, 5);
    const [far] = await each([[1e4, 0]], [[-1e4, 0]]);
    expect(far! / (2e4 - 4 * Math.log(2))).toBeCloseTo(1, 6);
  });

  test("are zero where the logits agree", async () => {
    expect(await each([[1e4, -1e4, 3]], [[1e4, -1e4, 3]])).toEqual([0]);
  });
});

describe("the gradient", () => {
  const slopeAt = async (student: number[], teacher: number[]) => {
    const slope = grad((z: Array) => binaryKlNormLoss(z, np.array([teacher])));
    return [...(await slope(np.array([student])).data())];
  };

  test("stays within half the temperature, and is zero where the logits agree", async () => {
    expect(await slopeAt([1e4, -1e4, 5], [0, 0, 5])).toEqual([1, -1, 0]);
  });

  test("is that of an eighth of the square near zero", async () => {
    const [first] = await slopeAt([0.02, 0], [0, 0]);
    expect(first).toBeCloseTo(0.02 / 4, 5);
  });

  test("does not reach the teacher", async () => {
    const slope = grad((t: Array) => binaryKlNormLoss(np.ones([1, 2]), t))(np.zeros([1, 2]));
    expect([...(await slope.data())]).toEqual([0, 0]);
  });
});

describe("validateBinaryKlNormLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [student, teacher] = [zeros(), zeros()];
    await validateBinaryKlNormLoss(student, teacher);
    expect(await binaryKlNormLoss(student, teacher).jsAsync()).toBe(0);
  });

  test("names logits that are not finite", async () => {
    const broken = np.array([[0, Infinity, 0]]);
    await expect(validateBinaryKlNormLoss(np.zeros([1, 3]), broken)).rejects.toMatchObject({
      argument: "teacherLogits",
    });
  });
});
