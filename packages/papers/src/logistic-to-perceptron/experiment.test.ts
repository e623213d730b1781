import { compile } from "@offprint/compile";
import { defaultValues, type Frame, metricOf, protocolsOf, type Run } from "@offprint/lab";
import { logisticGd, runUntilSeparated } from "@offprint/methods/optimizers";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { examplesOf, lowerBoundExamples, rowOf, sphereExamples, toArrays } from "./examples.ts";
import experiment from "./experiment.ts";
import { dot, planeOf, shadowOf } from "./geometry.ts";
import { spread } from "./pictures.ts";
import { deviationMetric } from "./runs.ts";
import type { Values } from "./controls.ts";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";

const { runner, job, liveRun } = liveRuns(experiment, { examples: 30, patience: 100, stepSize: 100 });

const outcomeOf = (frames: Frame[]) => frames.find((frame) => frame.kind === "text")!.text;
const lineOf = (frames: Frame[], plot: string) =>
  frames.flatMap((frame) => (frame.kind === "line" && frame.plot === plot ? frame.points : []));

describe("a live run", () => {
  test.each(Object.keys(experiment.arms))("of %s fills every plot and keeps its bound", async (arm) => {
    const { frames, metrics } = await liveRun(job(arm));
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    expect(metrics["separated"]).toBe(1);
    const bound = /at most (\d+)/.exec(outcomeOf(frames));
    if (arm !== "logistic") expect(metrics["iterations"]).toBeLessThanOrEqual(Number(bound![1]));
  });

  test("is decided by its seed", async () => {
    const random = (seed: number) => liveRun(job("logistic", { data: "ball", stepSize: 1 }, seed));
    expect(await random(1)).toEqual(await random(1));
    expect(await random(1)).not.toEqual(await random(2));
  });

  test("takes as many updates as running the rule until it has separated", async () => {
    const { frames, metrics } = await liveRun(job("logistic"));
    const { features, labels } = toArrays(lowerBoundExamples(30));
    const run = runUntilSeparated(logisticGd({ stepSize: 100 }), features, labels, { maxSteps: 100 });
    expect(metrics["iterations"]).toBe(run.steps);
    expect(metrics["finalLoss"]).toBeCloseTo(run.losses.at(-1)!, 6);
    expect(lineOf(frames, "scaling")[1]).toEqual([30, run.steps]);
    run.theta.dispose();
  });

  test("says so when it gives up, and leaves a gap", async () => {
    const { frames, metrics } = await liveRun(job("logistic", { stepSize: 0.1 }));
    expect(metrics).toMatchObject({ separated: 0, iterations: 100 });
    expect(outcomeOf(frames)).toContain("1 mistake is left after 100 updates");
    expect(lineOf(frames, "scaling").every(([, steps]) => Number.isNaN(steps))).toBe(true);
    const rings = frames.flatMap((frame) =>
      frame.kind === "scatter" && frame.plot === "examples" ? frame.points.filter((p) => p.ringed) : [],
    );
    expect(rings).toHaveLength(1);
  });

  test("shows images and more dimensions in a plane", async () => {
    for (const settings of [
      { data: "digits", stepSize: 10 },
      { data: "ball", dimensions: 5 },
    ]) {
      const { frames, metrics } = await liveRun(job("perceptron", settings));
      expect(plotsOf(frames)).toContain("examples");
      expect(metrics["separated"]).toBe(1);
    }
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = () => stop.abort();
      await expect(runner.run(job("logistic"), { signal: stop.signal, onFrame })).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("normalizedPerceptron"))))).toBe(0);
  });
});

describe("examples", () => {
  test("of the worst case are one against the rest", () => {
    const examples = lowerBoundExamples(4);
    expect(rowOf(examples, 0)).toEqual([0.5, -1]);
    expect(rowOf(examples, 3)).toEqual([-0.5, -1]);
    expect([...examples.labels]).toEqual([1, -1, -1, -1]);
  });

  test("in random directions have length 1 and a margin", () => {
    const examples = sphereExamples({ count: 200, margin: 0.3, dim: 2, seed: 3 });
    const rows = Array.from({ length: 200 }, (_, i) => rowOf(examples, i));
    for (const row of rows) expect(Math.hypot(...row)).toBeCloseTo(1, 12);
    // Some separator through 0 has the margin: look for it all around.
    const margins = Array.from({ length: 3600 }, (_, i) => {
      const normal = [Math.cos((i * Math.PI) / 1800), Math.sin((i * Math.PI) / 1800)];
      return Math.min(...rows.map((row, at) => examples.labels[at]! * dot(row, normal)));
    });
    expect(Math.max(...margins)).toBeGreaterThan(0.299);
  });

  test("of digits are the 357 images of 3 and 8", async () => {
    const examples = await examplesOf({ ...defaults(), data: "digits" }, 1);
    expect([examples.count, examples.dim]).toEqual([357, 64]);
    expect(examples.labels.filter((label) => label === 1)).toHaveLength(183);
    expect(Math.max(...examples.features)).toBe(1);
  });
});

test("a plane shows distances from the separator upwards", () => {
  const examples = sphereExamples({ count: 20, margin: 0.1, dim: 6, seed: 1 });
  const theta = [1, -2, 0.5, 0, 3, 1];
  const plane = planeOf(theta, examples);
  for (const i of [0, 7]) {
    const row = rowOf(examples, i);
    expect(shadowOf(row, plane)[1]).toBeCloseTo(dot(row, theta) / Math.hypot(...theta), 12);
  }
  expect(dot(...plane)).toBeCloseTo(0, 12);
});

test("a long list is spread out with its start and end", () => {
  const list = Array.from({ length: 20_000 }, (_, i) => i);
  const kept = spread(list, 150);
  expect(kept.length).toBeLessThanOrEqual(152);
  expect(kept.slice(0, 40)).toEqual(list.slice(0, 40));
  expect(kept.at(-1)).toBe(19_999);
  expect(spread([1, 2], 150)).toEqual([1, 2]);
});

describe("the runs of the claims", () => {
  const [table, scaling, limit, loss] = protocolsOf(experiment);

  test("give the shortest row of the paper's table", async () => {
    const metrics = await measure(table!.run!, table!.treatments[0]!.controls!, "normalizedLogistic");
    expect(metrics["iterations"]).toBe(2);
    expect(table!.treatments.map(({ controls }) => controls!["examples"])).toEqual(Array(8).fill(1000));
  });

  test("measure what the checks ask for", async () => {
    for (const claim of experiment.claims) {
      const seed = Object.fromEntries(
        await Promise.all(
          claim.protocol.treatments.map(async ({ id, arm, controls = {} }) => [
            id,
            await measure(claim.protocol.run!, { ...controls, data: "lowerBound", examples: 10 }, arm),
          ]),
        ),
      );
      for (const check of claim.checks) {
        const value = check.statistic!(seed, [seed]);
        expect(typeof value).toBe("number");
      }
      expect(() => metricOf(seed, "nothing", "iterations")).toThrow("nothing");
    }
    expect([scaling, loss].map((protocol) => protocol!.run)).toEqual([table!.run, table!.run]);
  });

  test("follow the perceptron for a huge step alone", async () => {
    const metrics = await measure(limit!.run!, {}, "logistic");
    expect(metrics[deviationMetric(1e8)]).toBeLessThan(1e-14);
    expect(metrics[deviationMetric(100)]).toBeGreaterThan(0.1);
  });
});

const defaults = () => defaultValues(experiment.controls) as Values;

async function measure(run: Run, controls: object, arm: string) {
  const { signal } = new AbortController();
  const steps = run({ arm, seed: 1, controls: { ...defaults(), ...controls }, signal, compile });
  for (;;) {
    const { value, done } = await steps.next();
    if (done) return value;
  }
}
