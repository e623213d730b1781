import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { distillationChecks } from "../../test/distillation.ts";
import { distillationKlLoss, validateDistillationKlLoss } from "./distillationKlLoss.ts";

const zeros = () => np.zeros([2, 3]);

distillationChecks("distillationKlLoss", distillationKlLoss, 4);

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
