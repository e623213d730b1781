import { type Frame, protocolsOf } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import experiment from "./experiment.ts";
import { disposeTask, imbalancedTask, stepCounts } from "./imbalance.ts";

const { runner, job, liveRun } = liveRuns(experiment, { epochs: 10 });

/** Runs that several tests look at. */
const known = new Map<string, ReturnType<typeof liveRun>>();
function knownRun(arm: string): ReturnType<typeof liveRun> {
  if (!known.has(arm)) known.set(arm, liveRun(job(arm)));
  return known.get(arm)!;
}

const pointsOf = (frames: Frame[], series: string) =>
  frames.flatMap((frame) => (frame.kind === "line" && frame.series === series ? frame.points : []));

describe("a live run", () => {
  test("of SRAT fills every plot, learns, and repeats itself", async () => {
    const { frames, metrics } = await knownRun("srat");
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(metrics["clean"]).toBeGreaterThan(0.6);
    expect(metrics["robust"]).toBeGreaterThan(0.3);
    expect(metrics["robust"]).toBeLessThan(metrics["clean"]!);
    for (const kind of ["clean", "robust"]) {
      const mean = (metrics[`${kind}Head`]! + metrics[`${kind}Tail`]!) / 2;
      expect(mean).toBeCloseTo(metrics[kind]!, 5);
    }
    expect(await liveRun(job("srat"))).toEqual({ frames, metrics });
  });

  test("marks the epoch from which the weights count", async () => {
    const { frames } = await knownRun("srat");
    expect(pointsOf(frames, "weights on")).toEqual([[5, 0], [5, 1]]); // prettier-ignore
    const plain = await knownRun("plain");
    expect(pointsOf(plain.frames, "weights on")).toEqual([]);
  });

  test("is deferred reweighting where λ is 0", async () => {
    const [srat, deferred] = [await liveRun(job("srat", { lambda: 0 })), await knownRun("deferred")];
    for (const [name, value] of Object.entries(deferred.metrics)) {
      expect(srat.metrics[name]).toBeCloseTo(value, 1);
    }
    expect((await knownRun("srat")).metrics).not.toEqual(deferred.metrics);
  });

  test("equals adversarial training until the weights come on", async () => {
    const [deferred, plain] = [await knownRun("deferred"), await knownRun("plain")];
    const until = (frames: Frame[]) => pointsOf(frames, "rare digits").filter(([epoch]) => epoch <= 5);
    expect(until(deferred.frames)).toEqual(until(plain.frames));
    expect(deferred.metrics["robustTail"]).toBeGreaterThan(plain.metrics["robustTail"]!);
  });

  test("takes the ends of its controls", async () => {
    for (const end of [
      { ratio: 1, epsilon: 0, reweightFrom: 0, temperature: 1 },
      { ratio: 50, epsilon: 0.15, lambda: 3, temperature: 0.05, reweightFrom: 100 },
    ]) {
      const { metrics } = await liveRun(job("srat", end));
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      if (end.epsilon === 0) expect(metrics["robust"]).toBe(metrics["clean"]);
    }
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      const run = runner.run(job("srat"), { signal: stop.signal, onFrame });
      await expect(run).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("weighted"))))).toBe(0);
  });
});

describe("the digits of a seed", () => {
  test("are imbalanced to train with and balanced to test with, without overlap", async () => {
    const task = await imbalancedTask(3, 20);
    expect(task.counts).toEqual(stepCounts(20));
    const labels: number[] = await task.train.labels.ref.jsAsync();
    const counted = task.counts.map((_, label) => labels.filter((other) => other === label).length);
    expect(counted).toEqual([100, 100, 100, 100, 100, 5, 5, 5, 5, 5]);
    const rows = async ({ images }: { images: (typeof task)["test"]["images"] }) =>
      ((await images.ref.jsAsync()) as number[][]).map(String);
    const [train, tested] = [await rows(task.train), await rows(task.test)];
    expect(tested).toHaveLength(600);
    expect(tested.filter((row) => train.includes(row))).toEqual([]);
    disposeTask(task);
  });
});

describe("the runs of the claims", () => {
  test("measure what the checks and their context ask for", async () => {
    for (const protocol of protocolsOf(experiment)) {
      const seed: Record<string, Record<string, number>> = {};
      for (const { id, arm, controls } of protocol.treatments) {
        const short = job(arm, { ...controls, epochs: 10 });
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
});
