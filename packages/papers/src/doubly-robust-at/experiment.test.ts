import { type Frame, protocolsOf } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import experiment from "./experiment.ts";
import { disposeTask, imbalancedTask } from "./imbalance.ts";

const { runner, job, liveRun } = liveRuns(experiment, { epochs: 5 });

/** Runs that several tests look at. */
const known = new Map<string, ReturnType<typeof liveRun>>();
function knownRun(arm: string): ReturnType<typeof liveRun> {
  if (!known.has(arm)) known.set(arm, liveRun(job(arm)));
  return known.get(arm)!;
}

/** The weights of the last batch, heaviest first. */
function lastWeights(frames: Frame[]): number[] {
  const shown = frames.filter((frame) => frame.kind === "line" && frame.plot === "weights").at(-1);
  return shown?.kind === "line" ? shown.points.map(([, weight]) => weight) : [];
}

describe("a live run", () => {
  test("of the reweighted training fills every plot, learns, and repeats itself", async () => {
    const { frames, metrics } = await knownRun("done");
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(metrics["clean"]).toBeGreaterThan(0.2);
    expect(metrics["robust"]).toBeLessThan(metrics["clean"]!);
    expect(metrics["tail"]).toBeLessThan(metrics["robust"]!);
    expect(await liveRun(job("done"))).toEqual({ frames, metrics });
  });

  test("shows weights of 1 for adversarial training, and spikes for a small r", async () => {
    const plain = lastWeights((await knownRun("adversarial")).frames);
    expect(plain).toEqual(Array.from({ length: 64 }, () => 1));
    const [usual, small] = [
      lastWeights((await knownRun("done")).frames),
      lastWeights((await liveRun(job("done", { r: 0.25 }))).frames),
    ];
    expect(usual).toEqual(usual.toSorted((a, b) => b - a));
    expect(usual[0]).toBeGreaterThan(1.5);
    expect(small[0]).toBeGreaterThan(usual[0]!);
  });

  test("starts both arms from the same network", async () => {
    const [one, other] = [await knownRun("done"), await knownRun("adversarial")];
    const first = ({ frames }: { frames: Frame[] }) =>
      frames.find((frame) => "plot" in frame && frame.plot === "byDigit");
    expect(first(one)).toEqual(first(other));
    expect(one.metrics).not.toEqual(other.metrics);
  });

  test("is nearly adversarial training for the largest r", async () => {
    const [large, plain] = [await liveRun(job("done", { r: 100 })), await knownRun("adversarial")];
    for (const [name, value] of Object.entries(plain.metrics)) {
      expect(Math.abs(large.metrics[name]! - value)).toBeLessThan(0.03);
    }
  });

  test("takes the ends of its controls", async () => {
    for (const end of [
      { r: 0.25, epsilon: 0, imbalance: 0.05, beta: 0.1 },
      { r: 100, epsilon: 0.3, imbalance: 1, beta: 1 },
    ]) {
      const { metrics } = await liveRun(job("done", end));
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      if (end.epsilon === 0) expect(metrics["robust"]).toBe(metrics["clean"]);
    }
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      const run = runner.run(job("done"), { signal: stop.signal, onFrame });
      await expect(run).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("done"))))).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("adversarial"))))).toBe(0);
  });
});

test("the digits of a seed thin out to train with, and do not overlap with those to test with", async () => {
  const task = await imbalancedTask(3, 0.1);
  const labels: number[] = await task.train.labels.ref.jsAsync();
  const counts = Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
  expect(counts[9]! / counts[0]!).toBeGreaterThan(0.07);
  expect(counts[9]! / counts[0]!).toBeLessThan(0.14);
  const rows = async ({ images }: { images: (typeof task)["test"]["images"] }) =>
    ((await images.ref.jsAsync()) as number[][]).map(String);
  const [train, tested] = [await rows(task.train), await rows(task.test)];
  expect(tested).toHaveLength(600);
  expect(tested.filter((row) => train.includes(row))).toEqual([]);
  disposeTask(task);
  const whole = await imbalancedTask(3, 1);
  expect(whole.train.labels.shape).toEqual([1197]);
  disposeTask(whole);
});

test("the runs of the claims measure what the checks and their context ask for", async () => {
  for (const protocol of protocolsOf(experiment)) {
    const seed: Record<string, Record<string, number>> = {};
    for (const { id, arm, controls } of protocol.treatments) {
      const short = job(arm, { ...controls, epochs: 5 });
      seed[id] = (await runner.run({ ...short, protocol: protocol.id })).metrics;
    }
    const own = experiment.claims.filter((claim) => claim.protocol.id === protocol.id);
    for (const { checks, context = [] } of own) {
      for (const { statistic } of [...checks, ...context]) {
        expect(Number.isFinite(statistic!(seed, [seed]))).toBe(true);
      }
    }
  }
});
