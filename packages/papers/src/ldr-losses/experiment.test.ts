import { dispose } from "@offprint/compile";
import { type Frame, protocolsOf } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { classWeights } from "./classWeights.ts";
import experiment from "./experiment.ts";
import { noisyDigits } from "./noisyDigits.ts";
import { setMetric, setSizes } from "./orderRecovery.ts";

const { runner, job, liveRun } = liveRuns(experiment, { epochs: 8 });

/** One run that several tests look at. */
let known: ReturnType<typeof liveRun> | undefined;
const adaptiveRun = () => (known ??= liveRun(job("aldrKl")));

const histograms = (frames: Frame[]) => frames.filter((frame) => frame.kind === "histogram");

describe("a live run", () => {
  test("of the adaptive loss fills every plot, learns, and repeats itself", async () => {
    const { frames, metrics } = await adaptiveRun();
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(metrics["accuracy"]).toBeGreaterThan(0.6);
    expect(metrics["topTwo"]).toBeGreaterThan(metrics["accuracy"]!);
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    expect(await liveRun(job("aldrKl"))).toEqual({ frames, metrics });
  });

  test("keeps λ of every example within its limits", async () => {
    const { frames } = await adaptiveRun();
    const shown = histograms(frames).slice(-2);
    expect(shown.map(({ series }) => series)).toEqual(["right labels", "wrong labels"]);
    expect(shown.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count, 0)).toBe(1200);
    for (const edge of shown[0]!.edges) {
      expect(edge).toBeGreaterThanOrEqual(5);
      expect(edge).toBeLessThanOrEqual(10);
    }
  });

  test.each(["ldrKl", "crossEntropy", "mae", "topK"])("of %s learns from the same start", async (arm) => {
    const { frames, metrics } = await liveRun(job(arm));
    expect(metrics["accuracy"]).toBeGreaterThan(0.2);
    expect(plotsOf(frames)).toEqual(expect.arrayContaining(["accuracy", "outcome", "topTwo"]));
    expect(plotsOf(frames)).not.toContain("lambdas");
    const first = (all: Frame[]) => all.find((frame) => frame.kind === "line");
    expect(first(frames)).toEqual(first((await adaptiveRun()).frames));
  });

  test("feels label noise", async () => {
    const clean = await liveRun(job("crossEntropy", { labelNoise: 0 }));
    const noisy = await liveRun(job("crossEntropy", { labelNoise: 0.8 }));
    expect(noisy.metrics["accuracy"]).toBeLessThan(clean.metrics["accuracy"]! - 0.05);
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      const run = runner.run(job("aldrKl"), { signal: stop.signal, onFrame });
      await expect(run).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("aldrKl"))))).toBe(0);
  });
});

describe("the runs of the claims", () => {
  test("measure what the checks ask for", async () => {
    const [noisyLabels] = protocolsOf(experiment);
    const { metrics } = await runner.run({ ...job("aldrKl"), protocol: noisyLabels!.id });
    for (const name of ["accuracy", "topTwo", "lambdaWrong", "lambdaRight"]) {
      expect(Number.isFinite(metrics[name])).toBe(true);
    }
  });

  test("LDR-KL finds the order of the classes, the mean absolute error does not", async () => {
    const [, topKConsistency] = protocolsOf(experiment);
    const recover = (arm: string) => runner.run({ ...job(arm), protocol: topKConsistency!.id });
    const [robust, symmetric] = [await recover("ldrKl"), await recover("mae")];
    for (const k of setSizes) expect(robust.metrics[setMetric(k)]).toBeGreaterThan(0.9);
    expect(symmetric.metrics[setMetric(3)]).toBeLessThan(0.7);
  });

  test("recovering the order stops when it is told to", async () => {
    const stop = new AbortController();
    stop.abort();
    const [, topKConsistency] = protocolsOf(experiment);
    const run = runner.run({ ...job("mae"), protocol: topKConsistency!.id }, { signal: stop.signal });
    await expect(run).rejects.toThrow(/abort/i);
  });
});

test("some nine in ten of the labels that are drawn anew are wrong", async () => {
  const { truth, given, train, test: testImages } = await noisyDigits(1, 0.6);
  const wrong = truth.filter((label, i) => label !== given[i]).length / truth.length;
  expect(wrong).toBeGreaterThan(0.48);
  expect(wrong).toBeLessThan(0.6);
  expect(await train.labels.data()).toEqual(given);
  dispose([train.images, testImages]);
});

test("class weights go from one class to all of them", () => {
  const [sharp, even] = classWeights([3, 1, 0, -2], 1, {
    margin: 0.1,
    normalize: "l1",
    lambdas: [0.01, 1000],
  }) as [number[], number[]];
  expect(sharp[0]).toBeCloseTo(1, 6);
  for (const weight of even) expect(weight).toBeCloseTo(0.25, 2);
});
