import { type Frame, protocolsOf } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { boundCheck } from "./boundCheck.ts";
import experiment from "./experiment.ts";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";

const { runner, job, liveRun } = liveRuns(experiment, { epochs: 5 });

/** One run that several tests look at. */
let known: ReturnType<typeof liveRun> | undefined;
const plainRun = () => (known ??= liveRun(job("compSum")));

describe("a live run", () => {
  test("of a comp-sum loss fills every plot, learns, and repeats itself", async () => {
    const { frames, metrics } = await plainRun();
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(metrics["accuracy"]).toBeGreaterThan(0.8);
    expect(metrics["robustAccuracy"]).toBeLessThan(metrics["accuracy"]!);
    expect(Number.isFinite(metrics["trainingLoss"])).toBe(true);
    expect(await liveRun(job("compSum"))).toEqual({ frames, metrics });
  });

  test.each(["smoothAdversarial", "trades"])("of %s learns to withstand attacks", async (arm) => {
    const [trained, plain] = [await liveRun(job(arm)), await plainRun()];
    expect(trained.metrics["robustAccuracy"]).toBeGreaterThan(plain.metrics["robustAccuracy"]!);
    expect(plotsOf(trained.frames)).toContain("robustness");
  });

  test("starts both members of the family from the same network", async () => {
    const [one, other] = [await plainRun(), await liveRun(job("otherCompSum"))];
    const first = ({ frames }: { frames: Frame[] }) =>
      frames.find((frame) => frame.kind === "line" && frame.plot === "accuracy");
    expect(first(one)).toEqual(first(other));
    expect(one.metrics["accuracy"]).not.toBe(other.metrics["accuracy"]);
  });

  test("says so where training diverges", async () => {
    const { frames, metrics } = await liveRun(job("compSum", { tau: 0, learningRate: 0.2 }));
    expect(metrics["trainingLoss"]).toBeNaN();
    expect(metrics["accuracy"]).toBeLessThan(0.3);
    expect(frames.find((frame) => frame.kind === "text")).toMatchObject({
      text: expect.stringContaining("diverged"),
    });
  });

  test("feels label noise", async () => {
    const noisy = await liveRun(job("compSum", { labelNoise: 0.6 }));
    const clean = await plainRun();
    expect(noisy.metrics["accuracy"]).toBeLessThan(clean.metrics["accuracy"]!);
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      const run = runner.run(job("smoothAdversarial"), { signal: stop.signal, onFrame });
      await expect(run).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("compSum"))))).toBe(0);
  });
});

describe("the runs of the claims", () => {
  test("measure what the checks ask for", async () => {
    const [taus, , adversarial] = protocolsOf(experiment);
    const short = (arm: string, protocol: string) => runner.run({ ...job(arm), protocol });
    expect(Object.keys((await short("compSum", taus!.id)).metrics)).toContain("accuracy");
    const { metrics } = await short("trades", adversarial!.id);
    expect(metrics["accuracy"]).toBeGreaterThan(metrics["robustAccuracy"]!);
  });

  test("the bound holds on a few draws and is nearly reached", async () => {
    const { signal } = new AbortController();
    const run = boundCheck(500)({
      arm: "compSum",
      seed: 1,
      controls: {},
      signal,
      compile: undefined as never,
    });
    let next = await run.next();
    while (!next.done) next = await run.next();
    expect(next.value["violations"]).toBe(0);
    expect(next.value["draws"]).toBe(7500);
    const ratios = Object.entries(next.value).filter(([name]) => name.startsWith("smallestRatio"));
    expect(ratios).toHaveLength(5);
    for (const [, ratio] of ratios) {
      expect(ratio).toBeGreaterThan(1 - 1e-6);
      expect(ratio).toBeLessThan(1.1);
    }
  });
});
