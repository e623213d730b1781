import { type Frame, metricOf, type Metrics } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { numpy as np, random, tree } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import experiment from "./experiment.ts";
import { gradientCosine } from "./gradientCosine.ts";
import { normalizedShape, plainShape } from "./lossShapes.ts";
import { noisyDigits } from "./noisyDigits.ts";
import { answer, headLogits, initStudent } from "./student.ts";

const { runner, job, liveRun } = liveRuns(experiment, { epochs: 20, teacherEpochs: 3 });

/** One run of each arm that several tests look at. */
const known = new Map<string, ReturnType<typeof liveRun>>();
function plainRun(arm: string) {
  if (!known.has(arm)) known.set(arm, liveRun(job(arm)));
  return known.get(arm)!;
}

const accuracies = (frames: Frame[]) =>
  frames.flatMap((frame) =>
    frame.kind === "line" && frame.plot === "accuracy" && !frame.series ? frame.points : [],
  );
const lastText = (frames: Frame[]) => frames.findLast((frame) => frame.kind === "text")?.text;

describe("a live run", () => {
  test("with two heads fills every plot, learns, and repeats itself", async () => {
    const { frames, metrics } = await plainRun("twoHeads");
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(metrics["accuracy"]).toBeGreaterThan(0.5);
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    expect(Object.keys(metrics)).not.toContain("headCosine");
    expect(await liveRun(job("twoHeads"))).toEqual({ frames, metrics });
  });

  test.each(["oneHead", "crossEntropy", "logitLoss", "classical"])(
    "of %s starts like the others and goes its own way",
    async (arm) => {
      const [own, other] = [await plainRun(arm), await plainRun("twoHeads")];
      expect(accuracies(own.frames)[0]).toEqual(accuracies(other.frames)[0]);
      expect(accuracies(own.frames)).not.toEqual(accuracies(other.frames));
      expect(own.metrics["accuracy"]).toBeGreaterThan(0.4);
      if (arm === "crossEntropy") expect(own.metrics).not.toHaveProperty("teacherAccuracy");
      else expect(own.metrics["teacherAccuracy"]).toBe(other.metrics["teacherAccuracy"]);
    },
  );

  test("feels gradient alignment, with one head and with two", async () => {
    for (const arm of ["oneHead", "twoHeads"]) {
      const aligned = await liveRun(job(arm, { alignment: true }));
      expect(accuracies(aligned.frames)).not.toEqual(accuracies((await plainRun(arm)).frames));
    }
  });

  test("says so where the student learns nothing", async () => {
    const { frames } = await liveRun(job("oneHead", { alpha: 10 }));
    expect(lastText(frames)).toMatch(/chance|Diverged/);
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async (after: number) => {
      const stop = new AbortController();
      let left = after;
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && --left === 0 && stop.abort());
      const run = runner.run(job("oneHead"), { signal: stop.signal, onFrame });
      await expect(run).rejects.toThrow(/abort/i);
    };
    await stopped(1);
    expect(await leakedBuffers(() => stopped(2))).toBe(0);
    expect(await leakedBuffers(() => stopped(8))).toBe(0);
    const whole = async () => void (await liveRun(job("twoHeads", { alignment: true })));
    expect(await leakedBuffers(whole)).toBe(0);
  });
});

test("the runs of the claims measure what the checks ask for", async () => {
  const { treatments } = experiment.claims[0]!.protocol;
  const seed: Record<string, Metrics> = {};
  for (const { id, arm, controls } of treatments) {
    const short = { ...controls, epochs: 20, teacherEpochs: 3 };
    seed[id] = (await runner.run({ ...job(arm, short), protocol: "dhkd-vs-single" })).metrics;
  }
  for (const { checks, context = [] } of experiment.claims) {
    for (const { label, statistic } of [...checks, ...context]) {
      expect(statistic!(seed, [seed]), label).toSatisfy(Number.isFinite);
    }
  }
  expect(metricOf(seed, "two-heads-aligned", "accuracy")).not.toBe(metricOf(seed, "two-heads", "accuracy"));
});

test("a student answers with its main head", async () => {
  const student = initStudent(random.key(3));
  const images = random.normal(random.key(4), [2, 64]);
  const { main, auxiliary } = headLogits(tree.ref(student), images.ref);
  const answers = await answer(student, images).jsAsync();
  expect(answers).toEqual(await main.jsAsync());
  expect(answers).not.toEqual(await auxiliary.jsAsync());
});

test("images carry noise of the strength asked for, the same for equal seeds", async () => {
  const [clean, noisy, again] = await Promise.all([0, 0.3, 0.3].map((noise) => noisyDigits(5, noise)));
  const draws = await noisy!.train.images.ref.sub(clean!.train.images).data();
  const square = [...draws].reduce((sum, x) => sum + x * x, 0) / draws.length;
  expect(Math.sqrt(square)).toBeCloseTo(0.3, 2);
  expect(await noisy!.train.images.data()).toEqual(await again!.train.images.data());
  expect(noisy!.test.images.shape).toEqual([597, 64]);
  tree.dispose([
    clean!.train.labels,
    clean!.test,
    noisy!.train.labels,
    noisy!.test,
    again!.train.labels,
    again!.test,
  ]);
});

test("the cosine is that of the trees as vectors, and NaN for a gradient of zero", async () => {
  const first = { a: np.array([3, 0]), b: [np.array([4])] };
  const second = { a: np.array([0, 7]), b: [np.array([-1])] };
  expect(await gradientCosine(first, second).jsAsync()).toBeCloseTo(-4 / (5 * Math.sqrt(50)), 6);
  expect(await gradientCosine(first, { a: np.zeros([2]), b: [np.zeros([1])] }).jsAsync()).toBeNaN();
});

test("both shapes of the loss agree with their definitions by probabilities", () => {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const kl = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
  for (const [d, t, temperature] of [
    [1.5, 4, 2],
    [-6, 0, 1],
  ] as const) {
    const [q, p] = [sigmoid((t + d) / temperature), sigmoid(t / temperature)];
    expect(plainShape(d, t, temperature)).toBeCloseTo(temperature ** 2 * kl(p, q), 8);
    const fair = temperature ** 2 * kl(0.5, sigmoid(d / temperature));
    expect(normalizedShape(d, temperature)).toBeCloseTo(fair, 8);
  }
});
