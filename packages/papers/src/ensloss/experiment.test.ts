import { type Frame, parseValues, protocolsOf } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { impliedLossCurve } from "./curves.ts";
import experiment from "./experiment.ts";
import { makeTask } from "./tasks.ts";

const { runner, job, liveRun } = liveRuns(experiment, { epochs: 20, width: 32 });
const arms = Object.keys(experiment.arms);

/** One run that several tests look at. */
let known: ReturnType<typeof liveRun> | undefined;
const plainRun = () => (known ??= liveRun(job("ensLoss")));

const linesOf = (frames: Frame[], plot: string) =>
  frames.flatMap((frame) => (frame.kind === "line" && frame.plot === plot ? [frame] : []));
const lastPull = (frames: Frame[]) => frames.findLast((frame) => frame.kind === "scatter")!.points;

describe("a live run", () => {
  test("fills every plot, learns, and repeats itself", async () => {
    const { frames, metrics } = await plainRun();
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(metrics["trainingAccuracy"]).toBeGreaterThan(0.9);
    expect(metrics["accuracy"]).toBeGreaterThan(0.53);
    expect(await liveRun(job("ensLoss"))).toEqual({ frames, metrics });
  });

  test("of every arm starts from the same network and ends elsewhere", async () => {
    const runs = await Promise.all(arms.map((arm) => liveRun(job(arm))));
    const starts = runs.map(({ frames }) => linesOf(frames, "accuracy")[0]);
    for (const start of starts) expect(start).toEqual(starts[0]);
    expect(new Set(runs.map(({ metrics }) => metrics["accuracy"])).size).toBeGreaterThan(1);
  });

  test("shows a pull that only falls with the margin for EnsLoss, and the formula for a fixed loss", async () => {
    const bySize = lastPull((await plainRun()).frames).toSorted((a, b) => a.x - b.x);
    expect(bySize).toHaveLength(64);
    bySize.slice(1).forEach(({ y }, i) => expect(y).toBeLessThanOrEqual(bySize[i]!.y));
    const { frames } = await liveRun(job("logistic"));
    for (const { x, y } of lastPull(frames)) expect(y).toBeCloseTo(1 / (1 + Math.exp(x)), 4);
  });

  test("shows the losses of the last twenty batches, each falling to 0", async () => {
    const { points } = linesOf((await plainRun()).frames, "losses").at(-1)!;
    const gaps = points.flatMap(([, y], i) => (Number.isNaN(y) ? [i] : []));
    expect(gaps).toHaveLength(20);
    for (const gap of gaps) expect(points[gap - 1]![1]).toBeCloseTo(0, 6);
  });

  test("says so where training diverges: without the tail nothing ever stops pulling", async () => {
    const { frames, metrics } = await liveRun(
      job("ensLoss", { tail: false, learningRate: 0.1, epochs: 60, task: "cancer" }),
    );
    expect(metrics["accuracy"]).toBeNaN();
    expect(frames.find((frame) => frame.kind === "text")).toMatchObject({
      text: expect.stringContaining("diverged"),
    });
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      const run = runner.run(job("exponential"), { signal: stop.signal, onFrame });
      await expect(run).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("ensLoss", { epochs: 10 }))))).toBe(0);
  });
});

test("the runs of the claims measure what the checks ask for", async () => {
  for (const { id, treatments } of protocolsOf(experiment)) {
    const { arm, controls } = treatments[0]!;
    const given = { ...job(arm), controls: parseValues(experiment.controls, { ...controls, epochs: 10 }) };
    const { metrics } = await runner.run({ ...given, protocol: id });
    expect(Object.keys(metrics).sort()).toEqual(["accuracy", "trainingAccuracy"]);
    for (const value of Object.values(metrics)) expect(value).toBeGreaterThan(0.3);
  }
});

describe("the tasks", () => {
  test.each([
    ["sparse", [300, 400], 2000],
    ["cancer", [200, 30], 369],
  ] as const)("%s has its sizes, and wrong labels in training alone", async (name, shape, tested) => {
    const [clean, noisy] = [await makeTask(name, 3, 0), await makeTask(name, 3, 0.3)];
    expect(clean.train.inputs.shape).toEqual(shape);
    expect(clean.test.labels.shape).toEqual([tested]);
    const labels = await Promise.all(
      [clean.train, noisy.train, clean.test, noisy.test].map(async (part) => {
        part.inputs.dispose();
        return [...(await part.labels.data())];
      }),
    );
    const wrong = labels[0]!.filter((label, i) => label !== labels[1]![i]).length / shape[0];
    expect(wrong).toBeGreaterThan(0.2);
    expect(wrong).toBeLessThan(0.4);
    expect(labels[2]).toEqual(labels[3]);
  });
});

test("an implied loss is the integral of its staircase", () => {
  // Slopes −1 from 0 to 1, −0.5 from 1 to 3, and on to 4; 0 at the end.
  const curve = impliedLossCurve([1, 0], [-0.5, -1], -1, 4);
  const at = (s: number) => (s < 1 ? 1.5 + (1 - s) : 0.5 * (4 - s));
  for (const [s, value] of curve) expect(value).toBeCloseTo(at(s), 9);
});
