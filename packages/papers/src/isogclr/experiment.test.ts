import { type Frame, protocolsOf } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import experiment from "./experiment.ts";
import { classTemperatures, temperatureMetrics } from "./measurement.ts";
import { accuracyFrame, temperaturesFrame } from "./plots.ts";

const { runner, job, liveRun } = liveRuns(experiment, { steps: 10, sweep: false });
const [protocol] = protocolsOf(experiment);

const last = (frames: Frame[], plot: string) =>
  frames.findLast((frame) => "plot" in frame && frame.plot === plot);
const classMeans = (frame: Frame | undefined) =>
  frame?.kind === "scatter" ? frame.points.map(({ y }) => y) : [];

describe("a live run", () => {
  test("fills every plot, repeats itself, and moves temperatures where they are learned", async () => {
    const { frames, metrics } = await liveRun(job("isogclr"));
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    const means = classMeans(last(frames, "classTemperature"));
    expect(means).toHaveLength(10);
    expect(new Set(means).size).toBeGreaterThan(1);
    expect(await liveRun(job("isogclr"))).toEqual({ frames, metrics });
  });

  test.each(["sogclr", "simclr"])("of %s keeps all temperatures where they start", async (arm) => {
    const { frames, metrics } = await liveRun(job(arm, { temperature: 0.25 }));
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    for (const mean of classMeans(last(frames, "classTemperature"))) expect(mean).toBeCloseTo(0.25, 6);
    const shown = last(frames, "temperatures");
    const counts = shown?.kind === "histogram" ? shown.counts : [];
    expect(counts[20]).toBe(443);
  });

  test("adds a bar for each start temperature, and ends its progress there", async () => {
    const { frames } = await liveRun(job("sogclr", { sweep: true, temperature: 0.2, steps: 3 }));
    const bars = last(frames, "accuracy");
    const shown = bars?.kind === "bars" ? bars.bars : [];
    expect(shown.map(({ category }) => category)).toEqual(["0.1", "0.2", "0.3", "0.6"]);
    for (const { value } of shown) expect(value).toBeGreaterThan(0.1);
    const end = frames.findLast((frame) => frame.kind === "progress")!;
    expect(end.done).toBe(end.total);
  });

  test("ends without steps, and at the extremes of its controls", async () => {
    for (const extreme of [
      { steps: 0 },
      { steps: 2, rho: 0.1, imbalance: 50, temperature: 0.07 },
      { steps: 2, rho: 2, imbalance: 1, temperature: 0.7 },
    ]) {
      const { metrics } = await liveRun(job("isogclr", extreme));
      expect(metrics["probeAccuracy"]).toBeGreaterThan(0.1);
    }
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      const run = runner.run(job("isogclr"), { signal: stop.signal, onFrame });
      await expect(run).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("simclr"))))).toBe(0);
  });
});

test("the run of the claims measures what the checks ask for, and the same as the live run", async () => {
  const of = async (arm: string) => (await runner.run({ ...job(arm), protocol: protocol!.id })).metrics;
  const arms = { isogclr: await of("isogclr"), sogclr: await of("sogclr"), simclr: await of("simclr") };
  expect(arms.isogclr).toEqual((await liveRun(job("isogclr"))).metrics);
  const seed = Object.fromEntries(
    protocol!.treatments.map(({ id, arm }) => [id, arms[arm as keyof typeof arms]]),
  );
  for (const { checks, context } of experiment.claims) {
    for (const { statistic } of [...checks, ...(context ?? [])])
      expect(Number.isFinite(statistic!(seed, [seed]))).toBe(true);
  }
});

describe("temperatures", () => {
  // Digit d has d + 1 images, all at temperature (d + 1) / 10.
  const labels = Int32Array.from(Array.from({ length: 10 }, (_, d) => Array(d + 1).fill(d)).flat());
  const sizes = Array.from({ length: 10 }, (_, d) => d + 1);
  const temperatures = [...labels].map((digit) => (digit + 1) / 10);

  test("are averaged digit by digit, and compared by frequency", () => {
    for (const [digit, mean] of classTemperatures(temperatures, labels, sizes).entries())
      expect(mean).toBeCloseTo((digit + 1) / 10, 10);
    const metrics = temperatureMetrics(temperatures, labels, sizes);
    expect(metrics["frequentTemperature"]).toBeCloseTo(0.9, 10);
    expect(metrics["rareTemperature"]).toBeCloseTo(0.2, 10);
    expect(metrics["rankCorrelation"]).toBeCloseTo(1, 10);
    const reversed = temperatures.map((temperature) => 1 - temperature);
    expect(temperatureMetrics(reversed, labels, sizes)["rankCorrelation"]).toBeCloseTo(-1, 10);
  });

  test("are counted between their limits, the limits included", () => {
    const frame = temperaturesFrame([0.05, 0.1, 0.7, 0.7]);
    const counts = frame.kind === "histogram" ? frame.counts : [];
    expect(counts.map((count, bin) => [bin, count]).filter(([, count]) => count! > 0)).toEqual([
      [0, 1],
      [5, 1],
      [counts.length - 1, 2],
    ]);
  });
});

test("bars stand in order of the start temperature", () => {
  const frame = accuracyFrame(new Map([[0.3, 0.5], [0.1, NaN]])); // prettier-ignore
  expect(frame).toMatchObject({ bars: [{ category: "0.1" }, { category: "0.3", value: 0.5 }] });
});
