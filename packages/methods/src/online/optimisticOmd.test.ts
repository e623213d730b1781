import { DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { dot, norm } from "../internal/vectors.ts";
import { leakedBuffers, methodChecks } from "../testing/index.ts";
import { optimisticOmd, type OptimisticOmdOptions, type OptimisticOmdState } from "./optimisticOmd.ts";

const ball = { domain: { radius: 1 }, gradientBound: 2 } satisfies OptimisticOmdOptions;
const expConcave = { ...ball, curvature: "expConcave", alpha: 0.5 } satisfies OptimisticOmdOptions;
const variants: Record<string, OptimisticOmdOptions> = {
  convex: { ...ball, smoothness: 1 },
  box: { domain: { lower: -0.5, upper: 0.25 }, gradientBound: 2 },
  stronglyConvex: { ...ball, curvature: "stronglyConvex", strongConvexity: 0.5 },
  expConcave,
  ftrl: { ...ball, framework: "ftrl" },
};
const gradients = [
  [0.5, -1.2, 0.3],
  [-2.1, 0.4, 1.7],
  [1.6, 1.1, -0.9],
  [0.2, -0.7, 0.8],
];

function statesOf(options: OptimisticOmdOptions): OptimisticOmdState[] {
  const learner = optimisticOmd(options);
  const states = [learner.init(3)];
  for (const gradient of gradients) states.push(learner.update(states.at(-1)!, gradient));
  return states;
}

for (const [name, options] of Object.entries(variants)) {
  describe(name, () => {
    const learner = optimisticOmd(options);
    const checks = methodChecks({
      name: "the play after a gradient",
      apply: (gradient) => learner.play(learner.update(statesOf(options)[3]!, gradient!)),
      makeInputs: (seed) => [{ shape: [3], values: [0.4 + seed, -0.3, 1.1] }],
      shape: [3],
      resultDtype: () => DType.Float64,
      traceable: false,
      badCalls: [
        {
          name: "a longer gradient",
          call: () => learner.update(learner.init(3), [0, 0, 0, 0]),
          argument: "gradient",
        },
        { name: "NaN", call: () => learner.update(learner.init(3), [0, NaN, 0]), argument: "gradient" },
        {
          name: "integers",
          call: () => learner.update(learner.init(1), np.array(Int32Array.of(1))),
          argument: "gradient",
        },
        { name: "no dimensions", call: () => learner.init(0), argument: "dim" },
      ],
    });
    for (const check of checks) test(check.name, check.run);

    test("plays inside the domain", () => {
      for (const state of statesOf(options)) {
        const play = learner.playValues(state);
        if ("radius" in options.domain) expect(norm(play)).toBeLessThanOrEqual(1 + 1e-12);
        else expect(play.every((x) => x >= -0.5 && x <= 0.25)).toBe(true);
      }
    });

    test("takes engine arrays and numbers alike, and never changes a state", async () => {
      const frozen = statesOf(options).map((state) => Object.freeze(state));
      const copy = structuredClone(frozen);
      const fromArray = learner.update(frozen[2]!, np.array(Float64Array.from(gradients[2]!)));
      expect(fromArray).toEqual(frozen[3]);
      expect(await learner.play(frozen[3]!).jsAsync()).toEqual(learner.playValues(frozen[3]!));
      expect(frozen).toEqual(copy);
    });

    test("stays where it started while gradients are zero", () => {
      let state = learner.init(3);
      for (let round = 0; round < 3; round++) {
        expect(learner.playValues(state).map(Math.abs)).toEqual([0, 0, 0]);
        state = learner.update(state, [0, 0, 0]);
      }
      expect(state).toMatchObject({ step: 3, gradientVariation: 0 });
    });
  });
}

describe("steps", () => {
  test("the convex step size follows the variation of the gradients seen before", () => {
    const learner = optimisticOmd({ ...ball, smoothness: 0.5 });
    const states = statesOf({ ...ball, smoothness: 0.5 });
    expect(learner.stepSize(states[0]!)).toBeCloseTo(2 / Math.sqrt(10 + 16), 12);
    const first = dot(gradients[0]!, gradients[0]!);
    expect(states[1]!.gradientVariation).toBeCloseTo(first, 12);
    expect(learner.stepSize(states[1]!)).toBeCloseTo(2 / Math.sqrt(10 + 16 + first), 12);
  });

  test("linear losses without variation leave D/(2G)", () => {
    const learner = optimisticOmd(ball);
    expect(learner.stepSize(learner.init(2))).toBe(0.5);
  });

  test("delta and diameter take the place of their defaults", () => {
    const learner = optimisticOmd({ ...ball, diameter: 3, delta: 9, smoothness: 5 });
    expect(learner.stepSize(learner.init(2))).toBeCloseTo(3 / 5, 12);
  });

  test("a box has the diameter of its dimension", () => {
    const learner = optimisticOmd({ domain: { lower: 0, upper: 2 }, gradientBound: 1 });
    expect(learner.stepSize(learner.init(9))).toBeCloseTo((2 * 3) / 2, 12);
  });

  test("the strongly convex step size is 2/(λt)", () => {
    const learner = optimisticOmd(variants["stronglyConvex"]!);
    const sizes = statesOf(variants["stronglyConvex"]!).map(learner.stepSize);
    [4, 2, 4 / 3, 1, 4 / 5].forEach((size, i) => expect(sizes[i]).toBeCloseTo(size, 12));
  });

  test("the play leans on the last gradient, the centre on the true one", () => {
    const wide = { domain: { radius: 100 }, gradientBound: 2, diameter: 2 };
    const learner = optimisticOmd(wide);
    const state = learner.update(learner.init(2), [1, 0]);
    const eta = learner.stepSize(state);
    expect(state.center[0]).toBeCloseTo(-0.5, 12);
    expect(learner.playValues(state)[0]).toBeCloseTo(-0.5 - eta, 12);
    expect(learner.update(state, [0, 3]).center).toEqual([state.center[0], -3 * eta]);
  });

  test("a start outside the domain is taken as it is; the first play projects it", () => {
    const learner = optimisticOmd({ ...ball, start: [3, 4] });
    const state = learner.init(2);
    expect(state.center).toEqual([3, 4]);
    expect(learner.playValues(state)).toEqual([0.6, 0.8]);
  });

  test("ftrl plays against the sum of all gradients plus the guess", () => {
    const learner = optimisticOmd({ ...variants["ftrl"]!, domain: { radius: 50 }, diameter: 2 });
    const state = learner.update(learner.update(learner.init(2), [1, 2]), [0.5, -1.5]);
    const eta = learner.stepSize(state);
    expect(learner.playValues(state)).toEqual([-eta * 2, eta * 1]);
  });
});

describe("exp-concave steps", () => {
  const learner = optimisticOmd(expConcave);

  test("the metric collects outer products", () => {
    const beta = 0.5 * Math.min(1 / 16, 0.5);
    const state = learner.update(learner.init(2), [1, -2]);
    const diagonal = 1 + 2 * beta;
    expect(state.metric).toEqual([
      [diagonal + beta / 2, -beta],
      [-beta, diagonal + 2 * beta],
    ]);
  });

  test("a step that leaves the ball comes back in the norm of H", () => {
    const state = {
      ...learner.init(3),
      metric: [
        [3, 1, 0],
        [1, 2, 0.5],
        [0, 0.5, 1],
      ],
      lastGradient: [-9, 2, 4],
    };
    const play = learner.playValues(state);
    expect(norm(play)).toBeCloseTo(1, 12);
    const slope = state.metric.map((row, i) => dot(row, play) + state.lastGradient[i]!);
    for (const other of [
      [1, 0, 0],
      [0, -1, 0],
      [0.6, 0, -0.8],
      [0, 0, 0],
      [-0.5, 0.5, 0.5],
    ]) {
      const change = dot(
        slope,
        other.map((x, i) => x - play[i]!),
      );
      expect(change).toBeGreaterThan(-1e-10);
    }
  });

  test("has no step size", () => {
    expect(() => learner.stepSize(learner.init(2))).toThrow(/curvature/);
  });
});

describe("refusals", () => {
  const cases: [string, OptimisticOmdOptions, string][] = [
    ["a flat ball", { ...ball, domain: { radius: 0 } }, "domain.radius"],
    ["an empty box", { ...ball, domain: { lower: 1, upper: 1 } }, "domain"],
    ["no diameter", { ...ball, diameter: 0 }, "diameter"],
    ["no gradient bound", { ...ball, gradientBound: 0 }, "gradientBound"],
    ["negative smoothness", { ...ball, smoothness: -1 }, "smoothness"],
    ["negative delta", { ...ball, delta: -1 }, "delta"],
    ["strongly convex without λ", { ...ball, curvature: "stronglyConvex" }, "strongConvexity"],
    ["λ = 0", { ...ball, curvature: "stronglyConvex", strongConvexity: 0 }, "strongConvexity"],
    ["exp-concave without α", { ...ball, curvature: "expConcave" }, "alpha"],
    ["α < 0", { ...expConcave, alpha: -1 }, "alpha"],
    ["exp-concave on a box", { ...expConcave, domain: { lower: 0, upper: 1 } }, "domain"],
    ["ftrl with curvature", { ...expConcave, framework: "ftrl" }, "curvature"],
    ["an unknown curvature", { ...ball, curvature: "flat" as "convex" }, "curvature"],
    ["an unknown framework", { ...ball, framework: "sgd" as "omd" }, "framework"],
  ];
  for (const [name, options, argument] of cases) {
    test(name, () => expect(() => optimisticOmd(options)).toThrow(expect.objectContaining({ argument })));
  }

  test("a start of another length", () => {
    expect(() => optimisticOmd({ ...ball, start: [0, 0] }).init(3)).toThrow(/start/);
  });

  test("a gradient that is refused is not consumed", async () => {
    const learner = optimisticOmd(ball);
    const leaked = await leakedBuffers(() => {
      const gradient = np.array([1, Infinity]);
      expect(() => learner.update(learner.init(2), gradient)).toThrow(/gradient/);
      gradient.dispose();
    });
    expect(leaked).toBe(0);
  });
});
