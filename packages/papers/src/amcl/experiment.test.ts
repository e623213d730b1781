import { numpy as np, random, tree } from "@jax-js/jax";
import { rng } from "@offprint/datasets";
import { read } from "@offprint/compile";
import { type Frame, protocolsOf } from "@offprint/lab";
import { ntXentLoss } from "@offprint/methods/losses";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { loadSplit, pixelCount, side } from "../shared/selfSupervised/digits.ts";
import { drawViewBy, rotate } from "./augmentations.ts";
import experiment from "./experiment.ts";
import { headAverage, headSeparations, separation, splitPairs } from "./measurement.ts";
import { embedViews, initMultiHeadNetwork } from "./network.ts";
import { lossOf } from "./training.ts";

const { runner, job, liveRun } = liveRuns(experiment, { steps: 3 });
const [protocol] = protocolsOf(experiment);

const last = (frames: Frame[], plot: string) =>
  frames.findLast((frame) => "plot" in frame && frame.plot === plot);
const linesOf = (frames: Frame[], plot: string) =>
  frames.flatMap((frame) => (frame.kind === "line" && frame.plot === plot ? [frame] : []));
const shownTemperatures = (frames: Frame[]) => {
  const frame = last(frames, "pairs");
  return frame?.kind === "scatter" ? frame.points.map(({ y }) => y) : [];
};

describe("a live run", () => {
  test("fills every plot, repeats itself, and gives pairs temperatures of their own", async () => {
    const { frames, metrics } = await liveRun(job("amcl"));
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    const shown = linesOf(frames, "separation");
    expect(shown.flatMap(({ points }) => points.map(([step]) => step))).toEqual([0, 3]);
    const strands = shown.at(-1)!.strands!;
    expect(strands).toHaveLength(3);
    for (const strand of strands) {
      expect(strand.map(([step]) => step)).toEqual([0, 3]);
      for (const [, value] of strand) expect(value).toBeGreaterThan(0.5);
    }
    expect(new Set(shownTemperatures(frames)).size).toBeGreaterThan(100);
    expect(await liveRun(job("amcl"))).toEqual({ frames, metrics });
  });

  test("of SimCLR has one head and one temperature, whatever AMCL is given", async () => {
    const { frames, metrics } = await liveRun(job("simclr", { heads: 5, beta: 1, temperature: 0.25 }));
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(linesOf(frames, "separation").at(-1)!.strands).toEqual([]);
    expect(linesOf(frames, "regularizer").at(-1)!.points).toEqual([[0.25, 0], [0.25, 20]]); // prettier-ignore
    expect(new Set(shownTemperatures(frames))).toEqual(new Set([0.25]));
    const oneHead = { heads: 1, adaptive: false, temperature: 0.25 };
    expect((await liveRun(job("amcl", oneHead))).metrics["separation"]).toBeCloseTo(
      metrics["separation"]!,
      3,
    );
  });

  test("shows shares that add up to all pairs, in single heads too", async () => {
    const { frames } = await liveRun(job("amcl", { steps: 0 }));
    for (const plot of ["similarities", "regularizer"]) {
      const shown = linesOf(frames, plot);
      expect(shown.map(({ series }) => series)).toEqual(["positive", "negative"]);
      for (const { points, strands = [] } of shown) {
        for (const each of [points, ...strands])
          expect(each.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(100, 6);
      }
    }
  });

  test("ends at the extremes of its controls", async () => {
    for (const extreme of [
      { heads: 5, augmentations: "1", beta: 1, form: "max" },
      { heads: 1, augmentations: "3", beta: 0, form: "decoupled" },
      { adaptive: false, temperature: 0.05, form: "max" },
    ]) {
      const { metrics } = await liveRun(job("amcl", { steps: 1, ...extreme }));
      expect(metrics["probeAccuracy"]).toBeGreaterThan(0.1);
    }
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      const run = runner.run(job("amcl"), { signal: stop.signal, onFrame });
      await expect(run).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("simclr", { steps: 1 }))))).toBe(0);
  });
});

test("the run of the claims measures what the checks ask for, and the same as the live run", async () => {
  const of = async (arm: string) => (await runner.run({ ...job(arm), protocol: protocol!.id })).metrics;
  const metrics = { amcl: await of("amcl"), simclr: await of("simclr") };
  expect(metrics.amcl).toEqual((await liveRun(job("amcl"))).metrics);
  const seed = Object.fromEntries(
    protocol!.treatments.map(({ id, arm }) => [id, metrics[arm as keyof typeof metrics]]),
  );
  for (const { checks, context } of experiment.claims) {
    for (const { statistic } of [...checks, ...(context ?? [])])
      expect(Number.isFinite(statistic!(seed, [seed]))).toBe(true);
  }
});

test("with a constant temperature the loss is the sum of the heads' usual contrastive losses", async () => {
  const network = initMultiHeadNetwork(random.key(1), 3);
  const images = random.normal(random.key(2), [12, pixelCount]);
  const treatment = { heads: 3, constant: 0.2, beta: 0.1, form: "softmax" } as const;
  const loss = await lossOf(treatment, tree.ref(network), images.ref).jsAsync();
  const { encoder, heads, layer } = network;
  tree.dispose(layer);
  const losses = embedViews({ encoder, heads }, images).map(([viewA, viewB]) =>
    ntXentLoss(viewA, viewB, { temperature: 0.2 }),
  );
  expect(loss).toBeCloseTo(await np.stack(losses).sum().jsAsync(), 4);
});

test("networks of one seed share all that they both have, and heads start differently", async () => {
  const [one, three] = [initMultiHeadNetwork(random.key(4), 1), initMultiHeadNetwork(random.key(4), 3)];
  const { heads, ...rest } = await read(three);
  expect(await read(one)).toEqual({ ...rest, heads: heads.slice(0, 1) });
  expect(heads[1]).not.toEqual(heads[0]);
  tree.dispose([one, three]);
});

describe("separation", () => {
  test("is the share of positives above negatives, ties not counted", () => {
    expect(separation(Float32Array.of(0.9, 0.1, 0.2, 0.8), 2)).toBe(1);
    // Positives 0.5 and 0.3, negatives 0.5 and 0.1: of four comparisons 0.5 > 0.1 and 0.3 > 0.1.
    expect(separation(Float32Array.of(0.5, 0.5, 0.1, 0.3), 2)).toBe(0.5);
    expect(separation(Float32Array.of(0, 1, 1, 0), 2)).toBe(0);
  });

  test("is of similarities averaged over heads", () => {
    const similarities = Float32Array.of(1, 0, 0, 1, 0, 0.5, -0.5, 0);
    const pairs = { count: 2, heads: 2, similarities, temperatures: similarities };
    expect([...headAverage(pairs)]).toEqual([0.5, 0.25, -0.25, 0.5]);
    expect(headSeparations(pairs)).toEqual([1, 0.5]);
    const { positive, negative } = splitPairs(similarities, 2);
    expect([...positive]).toEqual([1, 1, 0, 0]);
    expect([...negative]).toEqual([0, 0, 0.5, -0.5]);
  });
});

describe("augmentations", () => {
  test("one of them only moves an image, by at most a pixel", async () => {
    const image = (await loadSplit()).train.images.slice(0, pixelCount);
    const view = new Float32Array(pixelCount);
    const stream = rng(1);
    for (let draw = 0; draw < 20; draw++) {
      drawViewBy("1")(stream, image, view);
      const matches = [-1, 0, 1].flatMap((down) =>
        [-1, 0, 1].filter((right) =>
          view.every((value, at) => {
            const [row, column] = [Math.floor(at / side) - down, (at % side) - right];
            const isInside = row >= 0 && row < side && column >= 0 && column < side;
            return value === (isInside ? image[row * side + column] : 0);
          }),
        ),
      );
      expect(matches.length).toBeGreaterThan(0);
    }
  });

  test("erase, add noise, and with five of them change the contrast", () => {
    const white = new Float32Array(pixelCount).fill(1);
    const centre = (count: "1" | "3" | "5") => {
      const [stream, view] = [rng(3), new Float32Array(pixelCount)];
      return Array.from({ length: 1000 }, () => {
        drawViewBy(count)(stream, white, view);
        return view[3 * side + 3]!;
      });
    };
    const spread = (values: number[]) => {
      const mean = values.reduce((a, b) => a + b) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    };
    expect(new Set(centre("1"))).toEqual(new Set([1]));
    for (const [count, expected] of [
      ["3", 0.15],
      ["5", Math.hypot(0.15, 0.8 / Math.sqrt(12))],
    ] as const) {
      const values = centre(count);
      const left = values.filter((value) => value > 0.5);
      // 9 of 36 blocks cover this pixel, and contrast and noise alone seldom halve it.
      expect(left.length / values.length).toBeGreaterThan(0.68);
      expect(left.length / values.length).toBeLessThan(0.8);
      expect(spread(left)).toBeGreaterThan(0.8 * expected);
      expect(spread(left)).toBeLessThan(1.2 * expected);
    }
  });

  test("a quarter turn moves pixels around the centre, and no turn moves none", () => {
    const image = Float32Array.from({ length: pixelCount }, (_, at) => at);
    const turned = image.slice();
    rotate(turned, Math.PI / 2);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++)
        expect(turned[row * side + column]).toBeCloseTo(image[column * side + side - 1 - row]!, 3);
    }
    const same = image.slice();
    rotate(same, 0);
    expect(same).toEqual(image);
  });

  test("a turn by less than a right angle brings zeros into the corners and keeps the middle", () => {
    const image = new Float32Array(pixelCount).fill(1);
    rotate(image, Math.PI / 9);
    expect(image[0]).toBeLessThan(0.5);
    expect(image[3 * side + 3]).toBeCloseTo(1, 5);
  });
});
