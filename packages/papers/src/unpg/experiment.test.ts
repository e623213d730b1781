import { numpy as np } from "@jax-js/jax";
import { type Frame, protocolsOf, type ScatterPoint } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { expect, describe, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { boxFrame, filterPairs } from "./boxPlot.ts";
import experiment from "./experiment.ts";
import { drawWorld } from "./identities.ts";
import { batchNegatives, percentile } from "./similarities.ts";

const { runner, job, liveRun } = liveRuns(experiment, { steps: 10, classes: 100 });

const pointsOf = (frame: Frame | undefined): ScatterPoint[] =>
  frame?.kind === "scatter" ? frame.points : [];

describe("a live run", () => {
  test.each(["cosface", "arcface", "magface"])(
    "with %s fills every plot and ends in shares",
    async (head) => {
      const { frames, metrics } = await liveRun(job("unpg", { head }));
      expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
      for (const name of ["trueAcceptRate", "strictTrueAcceptRate", "recall"]) {
        expect(metrics[name]).toBeGreaterThan(0);
        expect(metrics[name]).toBeLessThan(1);
      }
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    },
  );

  test("repeats itself, and starts both arms alike", async () => {
    const first = await liveRun(job("unpg"));
    expect(await liveRun(job("unpg"))).toEqual(first);
    const start = ({ frames }: { frames: Frame[] }) => frames.slice(0, 3);
    const plain = await liveRun(job("plain"));
    expect(start(plain)).toEqual(start(first));
    expect(plain.metrics).not.toEqual(first.metrics);
  });

  test("goes to the ends of its controls", async () => {
    const extremes = [
      { steps: 0, classes: 50, head: "arcface" },
      { steps: 5, classes: 50, labelNoise: 0.4, whisker: 0.1 },
      { steps: 5, classes: 1000, filter: false, head: "magface" },
    ];
    for (const controls of extremes) {
      const { metrics } = await liveRun(job("unpg", controls));
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    }
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      const run = runner.run(job("unpg"), { signal: stop.signal, onFrame });
      await expect(run).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("plain"))))).toBe(0);
  });
});

test("the runs of the claims measure what checks and context ask for", async () => {
  const given = job("unpg");
  const live = await liveRun(given);
  for (const protocol of protocolsOf(experiment)) {
    const { metrics } = await runner.run({ ...given, protocol: protocol.id });
    expect(metrics).toEqual(live.metrics);
    const seed = Object.fromEntries(protocol.treatments.map(({ id }) => [id, metrics]));
    for (const claim of experiment.claims.filter((each) => each.protocol === protocol)) {
      for (const { statistic } of [...claim.checks, ...(claim.context ?? [])]) {
        expect(Number.isFinite(statistic!(seed, [seed]))).toBe(true);
      }
    }
  }
});

describe("the world of identities", () => {
  test("shows five images of each unseen identity, alike but not equal", () => {
    const { test: seen } = drawWorld(1, 50, 0);
    expect([...seen.labels.slice(0, 11)]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2]);
    expect(seen.images).toHaveLength(1000 * 64);
    const distance = (a: number, b: number) =>
      Math.hypot(
        ...Array.from({ length: 64 }, (_, i) => seen.images[a * 64 + i]! - seen.images[b * 64 + i]!),
      );
    const mean = (pairs: [number, number][]) =>
      pairs.reduce((sum, [a, b]) => sum + distance(a, b), 0) / pairs.length;
    const groups = Array.from({ length: 200 }, (_, i) => 5 * i);
    const own = mean(groups.map((at) => [at, at + 1]));
    const other = mean(groups.map((at) => [at, (at + 500) % 1000]));
    expect(own).toBeGreaterThan(0.5);
    expect(own).toBeLessThan(0.9 * other);
  });

  test("replaces the stated share of labels, and nothing else", async () => {
    const [clean, noisy] = [drawWorld(2, 1000, 0), drawWorld(2, 1000, 0.3)];
    let [changed, count] = [0, 0];
    for (let i = 0; i < 20; i++) {
      const [a, b] = [clean.drawBatch(), noisy.drawBatch()];
      expect(await a.images.data()).toEqual(await b.images.data());
      const [right, given] = [await a.labels.data(), await b.labels.data()];
      changed += given.filter((label, at) => label !== right[at]).length;
      count += given.length;
    }
    expect(changed / count).toBeGreaterThan(0.25);
    expect(changed / count).toBeLessThan(0.35);
  });
});

test("negatives of a batch are cosines to other classes and between different ones", async () => {
  const sight = {
    embeddings: np.array([[2, 0], [0, 1], [3, 4]]), // prettier-ignore
    labels: np.array(Int32Array.of(0, 1, 0)),
    classWeight: np.array([[1, 0], [0, 5]]), // prettier-ignore
  };
  const { classes, pairs } = await batchNegatives(sight);
  [0, 0, 0.8].forEach((cosine, i) => expect(classes[i]).toBeCloseTo(cosine, 6));
  [0, 0.8].forEach((cosine, i) => expect(pairs[i]).toBeCloseTo(cosine, 6));
  expect(await sight.labels.data()).toEqual(Int32Array.of(0, 1, 0));
});

test("percentiles lie between neighbours", () => {
  expect(percentile(Float64Array.of(3, 1, 2), 0.5)).toBe(2);
  expect(percentile(Float64Array.of(0, 10), 0.99)).toBeCloseTo(9.9, 12);
  expect(percentile(Float64Array.of(4), 0.99)).toBe(4);
});

describe("the box plot", () => {
  const pairs = Float64Array.from([...Array.from({ length: 20 }, (_, i) => i / 100), 0.9, -0.8]);

  test("marks what the filter drops, and draws whiskers to what it keeps", async () => {
    const filtered = await filterPairs(pairs, 1.5);
    expect([...filtered.dropped]).toEqual([-0.8, 0.9]);
    const points = pointsOf(boxFrame(filtered));
    expect(points.filter(({ mark }) => mark === "cross").map(({ x }) => x)).toEqual([-0.8, 0.9]);
    const box = points.filter(({ group }) => group === "box and whiskers").map(({ x }) => x);
    expect(Math.min(...box)).toBe(0);
    expect(Math.max(...box)).toBe(0.19);
  });

  test("without a filter, or without pairs, drops nothing", async () => {
    expect((await filterPairs(pairs, null)).dropped).toHaveLength(0);
    expect(pointsOf(boxFrame(await filterPairs(new Float64Array(0), 1)))).toEqual([]);
  });
});
