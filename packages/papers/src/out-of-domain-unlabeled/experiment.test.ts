import { numpy as np } from "@jax-js/jax";
import { compile } from "@offprint/compile";
import type { Compile, Frame, ScatterFrame } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { trainRssLinear } from "@offprint/methods/training";
import { describe, expect, test } from "vitest";
import { dot, drawClouds, projections } from "./clouds.ts";
import experiment from "./experiment.ts";
import { distanceFrames } from "./plots.ts";
import { descend } from "./training.ts";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";

const { runner, job, liveRun } = liveRuns(experiment, { unlabelled: 800, dimensions: 20, steps: 60 });

/** One run that several tests look at. */
let known: ReturnType<typeof liveRun> | undefined;
const rssRun = () => (known ??= liveRun(job("rss")));
const accuracyOf = async (arm: string, controls: Record<string, unknown> = {}) =>
  (await liveRun(job(arm, controls))).metrics["accuracy"]!;

describe("a live run", () => {
  test("fills every plot, ends in numbers, and repeats itself", async () => {
    const { frames, metrics } = await rssRun();
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    expect(await liveRun(job("rss"))).toEqual({ frames, metrics });
    expect((await liveRun(job("rss", {}, 2))).metrics).not.toEqual(metrics);
  });

  test("ends better with unlabelled points than without, and better still with all labels", async () => {
    const [erm, all] = [await accuracyOf("erm"), await accuracyOf("allLabelled")];
    const rss = (await rssRun()).metrics["accuracy"]!;
    expect(rss).toBeGreaterThan(erm + 0.01);
    expect(all).toBeGreaterThan(rss);
    expect(await accuracyOf("rss", { lambda: 0 })).toBeCloseTo(erm, 6);
  });

  test("draws a boundary where the classifier is 0, upright in the end", async () => {
    const { frames } = await rssRun();
    const planes = frames.filter((frame): frame is ScatterFrame => frame.kind === "scatter");
    expect(planes.every(({ reset }) => reset)).toBe(true);
    const slopeOf = ({ points }: ScatterFrame) => {
      const [end] = points.filter(({ group }) => group === "boundary");
      return Math.abs(end!.x / end!.y);
    };
    expect(slopeOf(planes.at(-1)!)).toBeLessThan(slopeOf(planes[0]!));
  });

  test.each([
    ["the fewest labels", { labelled: 2 }],
    ["two dimensions", { dimensions: 2 }],
    ["free transport", { gamma: 0, gammaPrime: 0.1 }],
    ["everything at its largest", { shift: 2, lambda: 20, gammaPrime: 1, gamma: 1, learningRate: 2 }],
  ])("stays finite with %s", async (_name, controls) => {
    const { metrics } = await liveRun(job("rss", controls));
    expect(metrics["accuracy"]).toBeGreaterThanOrEqual(0);
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      await expect(runner.run(job("rss"), { signal: stop.signal, onFrame })).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("rss"))))).toBe(0);
  });
});

const sizes = { labelled: 6, unlabelled: 300, dimensions: 8, meanLength: 1.5, shift: 0.5 };

describe("the data", () => {
  test("grow and shift without being drawn anew", () => {
    const small = drawClouds(4, sizes);
    const large = drawClouds(4, { ...sizes, labelled: 9, unlabelled: 500 });
    expect(large.mean).toEqual(small.mean);
    expect(large.labelled.points.slice(0, 48)).toEqual(small.labelled.points);
    expect(large.unlabelled.points.slice(0, 2400)).toEqual(small.unlabelled.points);
    const still = drawClouds(4, { ...sizes, shift: 0 });
    const moves = [0, 1].map((row) => {
      const at = (cloud: typeof small) => [...cloud.unlabelled.points.slice(8 * row, 8 * row + 8)];
      return Math.hypot(...at(small).map((value, i) => value - at(still)[i]!));
    });
    for (const move of moves) expect(move).toBeCloseTo(0.75, 4);
  });

  test("have their means where they should be", () => {
    const { mean, labelled } = drawClouds(5, { ...sizes, labelled: 4000 });
    expect(dot(mean, mean)).toBeCloseTo(2.25, 9);
    const along = projections(labelled, mean).reduce((sum, value, i) => sum + labelled.signs[i]! * value, 0);
    expect(along / 4000).toBeCloseTo(2.25, 0);
  });

  test("fill the histogram whole, with the tent as high as its tallest bar", () => {
    const clouds = drawClouds(6, sizes);
    const theta = clouds.mean.map((value) => value / 1.5);
    const [bars, tent] = distanceFrames(clouds, theta, { shift: 0.5, gammaPrime: 0.3, showLoss: true });
    expect(bars!.counts.reduce((a, b) => a + b)).toBe(300);
    expect(Math.max(...tent!.counts)).toBeCloseTo(Math.max(...bars!.counts), 0);
    expect(tent!.edges.at(-1)).toBeCloseTo(1 / 0.3, 9);
    expect(tent!.counts[0]).toBeLessThan(1);
  });
});

test("training is that of the library's trainRssLinear", async () => {
  const { labelled, unlabelled } = drawClouds(3, sizes);
  const settings = { gamma: 0.1, gammaPrime: 0.3, lambda: 10, steps: 40, learningRate: 0.5 };
  const rows = (points: Float32Array<ArrayBuffer>) => np.array(points).reshape([-1, sizes.dimensions]);
  const trained = trainRssLinear(
    rows(labelled.points),
    np.array(labelled.signs),
    rows(unlabelled.points),
    settings,
  );
  const expected = (await trained.theta.jsAsync()) as number[];
  const { signal } = new AbortController();
  for (const target of ["jit", "onnx"] as const) {
    const compileForTarget: Compile = (fn) => compile(fn, { target });
    const context = { signal, compile: compileForTarget };
    let last;
    for await (const reached of descend(context, labelled, unlabelled, { ...settings, every: 20 }))
      last = reached;
    expect(last!.step).toBe(40);
    expect(last!.objective).toBeCloseTo(trained.history.at(-1)!, 4);
    last!.theta.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
  }
});

describe("the run of the claims", () => {
  test("measures what the checks and the context ask for", async () => {
    const [{ protocol }] = experiment.claims as [(typeof experiment.claims)[0]];
    const seed: Record<string, Record<string, number>> = {};
    for (const { id, arm } of protocol.treatments) {
      seed[id] = (await runner.run({ ...job(arm), protocol: protocol.id })).metrics;
    }
    for (const { checks, context = [] } of experiment.claims) {
      for (const { statistic } of [...checks, ...context]) {
        expect(statistic!(seed, [seed])).toSatisfy(Number.isFinite);
      }
    }
  });
});
