import { type Array, DType, numpy as np } from "@jax-js/jax";
import { describe, test } from "vitest";
import type { DistillationOptions } from "../src/internal/distillation.ts";
import { type BadCall, type InputValues, methodChecks } from "../src/testing/index.ts";

type DistillationLoss = (student: Array, teacher: Array, options?: DistillationOptions) => Array;

const wave = (seed: number, step: number) =>
  Float64Array.from({ length: 12 }, (_, i) => 3 * Math.sin(step * i + seed));
const makeInputs = (seed: number): InputValues[] => [
  { shape: [4, 3], values: wave(seed, 3.7) },
  { shape: [4, 3], values: wave(seed, 1.9) },
];

/** What every loss between a student's and a teacher's logits is tested for, and refuses. */
export function distillationChecks(name: string, loss: DistillationLoss, defaultTemperature: number): void {
  const spec = { name, makeInputs, differentiable: [0] };
  const badCalls = badCallsOf(loss);

  describe.each([0.5, 1, 2, 4])("temperature %s", (temperature) => {
    const checks = methodChecks({
      ...spec,
      apply: (student, teacher) => loss(student!, teacher!, { temperature }),
      shape: [],
      batchInputs: [0, 1],
      badCalls: temperature === defaultTemperature ? badCalls : [],
    });
    for (const check of checks) test(check.name, check.run);
  });

  describe.each(["sum", "none"] as const)("reduction %s", (reduction) => {
    const checks = methodChecks({
      ...spec,
      apply: (student, teacher) => loss(student!, teacher!, { reduction }),
      shape: reduction === "none" ? [4] : [],
    });
    for (const check of checks) test(check.name, check.run);
  });
}

function badCallsOf(loss: DistillationLoss): BadCall[] {
  const zeros = (...shape: number[]) => np.zeros(shape.length > 0 ? shape : [2, 3]);
  const integers = () => zeros().astype(DType.Int32);
  const refused: [name: string, argument: string, call: () => Array][] = [
    ["a single class", "studentLogits", () => loss(zeros(2, 1), zeros(2, 1))],
    ["an empty batch", "studentLogits", () => loss(zeros(0, 3), zeros(0, 3))],
    ["logits without classes", "studentLogits", () => loss(zeros(2), zeros(2))],
    ["integer logits", "studentLogits", () => loss(integers(), zeros())],
    ["integer logits of the teacher", "teacherLogits", () => loss(zeros(), integers())],
    ["a teacher of another batch", "teacherLogits", () => loss(zeros(), zeros(1, 3))],
    ["a teacher with other classes", "teacherLogits", () => loss(zeros(), zeros(2, 4))],
    ["no teacher", "teacherLogits", () => loss(zeros(), undefined as never)],
    ["temperature 0", "temperature", () => loss(zeros(), zeros(), { temperature: 0 })],
    ["a negative temperature", "temperature", () => loss(zeros(), zeros(), { temperature: -1 })],
    ["temperature NaN", "temperature", () => loss(zeros(), zeros(), { temperature: NaN })],
    ["an unknown reduction", "reduction", () => loss(zeros(), zeros(), { reduction: "max" as never })],
  ];
  return refused.map(([name, argument, call]) => ({ name, argument, call }));
}
