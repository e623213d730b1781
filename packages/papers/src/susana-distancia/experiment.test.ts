import { type Array, random, tree } from "@jax-js/jax";
import { compile, dispose } from "@offprint/compile";
import { rng } from "@offprint/datasets";
import { defaultValues, type Frame, protocolsOf, type SeedMetrics } from "@offprint/lab";
import { mlp } from "@offprint/lab/models";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { loadDigitPools } from "../shared/twoDigits.ts";
import { controls } from "./controls.ts";
import { baseClasses, drawEpisodes, drawTestSet, novelClasses } from "./episodes.ts";
import { compactness, openEvaluation } from "./evaluation.ts";
import experiment from "./experiment.ts";
import { episodeLoss, icnnOptions, type Part } from "./objective.ts";
import { openToy } from "./toy.ts";

const { runner, job, liveRun } = liveRuns(experiment, { episodes: 10 });
const [protocol] = protocolsOf(experiment);

/** Compiles for the engine. */
const plainly = ((fn: never) => compile(fn, { target: "jit" })) as never;

describe("a live run", () => {
  test("fills every plot, has finite metrics, and repeats itself", async () => {
    const first = await liveRun(job("all"));
    expect(plotsOf(first.frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(first.metrics["fiveShot"]).toBeGreaterThan(first.metrics["oneShot"]!);
    expect(first.metrics["oneShot"]).toBeGreaterThan(0.2);
    expect(Object.values(first.metrics).every(Number.isFinite)).toBe(true);
    expect(await liveRun(job("all"))).toEqual(first);
  });

  test("starts all arms from the same network and the same points", async () => {
    const [one, other] = [await liveRun(job("crossEntropy")), await liveRun(job("icnn"))];
    for (const plot of ["accuracy", "points"]) {
      const places = ({ frames }: { frames: Frame[] }) => {
        const frame = frames.find((each) => "plot" in each && each.plot === plot);
        return frame?.kind === "scatter" ? frame.points.map(({ x, y }) => [x, y]) : frame;
      };
      expect(places(one)).toEqual(places(other));
    }
    expect(one.metrics).not.toEqual(other.metrics);
  });

  test("goes to the ends of its controls", async () => {
    const extremes = [
      { margin: 0, k: 1, shots: 1, toySpread: 0.2, toyPoints: 2, way: 2, episodes: 6 },
      { margin: 2, k: 8, shots: 10, toySpread: 2, toyPoints: 20, way: 20, episodes: 3 },
      { k: 8, shots: 1, way: 2, toyPoints: 3, episodes: 0 },
    ];
    for (const values of extremes) {
      const { frames, metrics } = await liveRun(job("all", values));
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      const points = frames.flatMap((frame) => (frame.kind === "scatter" ? frame.points : []));
      expect(points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
    }
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      const run = runner.run(job("all"), { signal: stop.signal, onFrame });
      await expect(run).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("icnn"))))).toBe(0);
  });
});

describe("the claims", () => {
  test("are measured by their protocol's run", async () => {
    const { metrics } = await runner.run({ ...job("withIcnn"), protocol: protocol!.id });
    expect(metrics).toEqual((await liveRun(job("withIcnn"))).metrics);
    const seed = Object.fromEntries(protocol!.treatments.map(({ id }) => [id, metrics]));
    for (const claim of experiment.claims) {
      expect(claim.protocol).toBe(protocol);
      for (const { statistic } of [...claim.checks, ...(claim.context ?? [])]) {
        expect(Number.isFinite(statistic!(seed, [seed, seed]))).toBe(true);
      }
    }
  });

  test("the headline looks at the combination that is better in both accuracies", () => {
    const seeds = [0, 0.01, 0.02].map((noise): SeedMetrics => {
      const run = (oneShot: number, fiveShot: number) => ({ oneShot, fiveShot });
      return {
        CE: run(0.4, 0.6),
        "CE + Proto-Triplet": run(0.6 + noise, 0.5 + noise),
        "CE + ICNN": run(0.45 + noise, 0.65 + noise),
      };
    });
    const [headline] = experiment.claims;
    const values = headline!.checks.map(({ statistic }) => statistic!(seeds[0]!, seeds));
    for (const value of values) expect(value).toBeCloseTo(0.05, 6);
  });
});

describe("episodes", () => {
  test("of base and novel classes share no digit", () => {
    const digits = (classes: number[]) => new Set(classes.flatMap((one) => [Math.floor(one / 10), one % 10]));
    expect([baseClasses().length, novelClasses().length]).toEqual([49, 9]);
    expect([...digits(baseClasses())].filter((digit) => digits(novelClasses()).has(digit))).toEqual([]);
  });

  test("hold different classes in the order of their rows", async () => {
    const flat = (value: number) => [new Float32Array(64).fill(value)];
    const pool = globalThis.Array.from({ length: 10 }, (_, digit) => flat(digit));
    const images = drawEpisodes(rng(1), pool, novelClasses(), { count: 3, way: 5, shots: 2 });
    const classesOf = async (rows: Array) =>
      ((await rows.jsAsync()) as number[][]).map((row) => {
        const mean = (from: number) =>
          row.reduce((sum, x, i) => sum + (i % 16 >= from && i % 16 < from + 8 ? (x + 0.3) / 64 : 0), 0);
        return 10 * Math.round(mean(0)) + Math.round(mean(8));
      });
    const [support, queries] = [await classesOf(images.support), await classesOf(images.queries)];
    expect([support.length, queries.length]).toEqual([30, 75]);
    for (let episode = 0; episode < 3; episode++) {
      const chosen = support.slice(10 * episode, 10 * episode + 10).filter((_, i) => i % 2 === 0);
      expect(new Set(chosen).size).toBe(5);
      chosen.forEach((one, i) => expect(support[10 * episode + 2 * i + 1]).toBe(one));
      queries
        .slice(25 * episode, 25 * episode + 25)
        .forEach((one, i) => expect(one).toBe(chosen[Math.floor(i / 5)]));
    }
  });
});

describe("the loss of an episode", () => {
  const shape = { way: 3, shots: 2, queriesPerClass: 2, margin: 0.5, k: 4 };
  const embedded = () => ({
    support: random.normal(random.key(1), [6, 2]),
    queries: random.normal(random.key(2), [6, 2]),
  });
  const lossOf = (...parts: Part[]) => episodeLoss(embedded(), parts, shape).jsAsync() as Promise<number>;

  test("is the mean of its parts", async () => {
    const parts: Part[] = ["crossEntropy", "protoTriplet", "icnn"];
    const each = await Promise.all(parts.map((part) => lossOf(part)));
    expect(await lossOf(...parts)).toBeCloseTo((each[0]! + each[1]! + each[2]!) / 3, 5);
  });

  test("takes cross-entropy over squared distances to class means", async () => {
    const { support, queries } = embedded();
    const [s, q] = [await support.jsAsync(), await queries.jsAsync()] as number[][][];
    const losses = q!.map((query, i) => {
      const weights = [0, 1, 2].map((label) => {
        const mean = [0, 1].map((at) => (s![2 * label]![at]! + s![2 * label + 1]![at]!) / 2);
        return Math.exp(-((query[0]! - mean[0]!) ** 2) - (query[1]! - mean[1]!) ** 2);
      });
      return -Math.log(weights[Math.floor(i / 2)]! / (weights[0]! + weights[1]! + weights[2]!));
    });
    expect(await lossOf("crossEntropy")).toBeCloseTo(
      losses.reduce((sum, x) => sum + x / 6, 0),
      4,
    );
  });

  test("keeps the window between the neighbours that are judged and the whole episode", () => {
    expect(icnnOptions({ ...shape, way: 10, shots: 5, queriesPerClass: 5 })).toEqual({ k: 4, window: 10 });
    expect(icnnOptions({ ...shape, k: 8 })).toEqual({ k: 8, window: 8 });
    expect(icnnOptions({ ...shape, way: 2, shots: 1, queriesPerClass: 1, k: 8 })).toEqual({
      k: 2,
      window: 2,
    });
  });
});

test("compactness is the distance within classes over that between", () => {
  expect(compactness([[0, 0], [0, 1], [3, 0], [3, 1]], 2)).toBeCloseTo(2 / (3 + Math.sqrt(10)), 9); // prettier-ignore
});

test("a network is tested by the nearest of the class means", async () => {
  const { test: pool } = await loadDigitPools();
  const evaluation = openEvaluation(plainly, pool, 4);
  const params = mlp.init(random.key(1), [128, 128, 128, 32]);
  const accuracies = await evaluation.fiveShot(params);
  const { oneShot, fiveShot, samples } = drawTestSet(pool);
  tree.dispose([oneShot, samples]);
  const { support, queries } = fiveShot;
  const rows = async (images: Array) => (await mlp.apply(tree.ref(params), images).jsAsync()) as number[][];
  const [s, q] = [await rows(support), await rows(queries)];
  for (let episode = 0; episode < 100; episode += 33) {
    const means = [0, 1, 2, 3, 4].map((label) => {
      const own = s.slice(25 * episode + 5 * label, 25 * episode + 5 * label + 5);
      return own[0]!.map((_, at) => own.reduce((sum, row) => sum + row[at]! / 5, 0));
    });
    const right = q.slice(25 * episode, 25 * episode + 25).filter((row, i) => {
      const distances = means.map((mean) => Math.hypot(...mean.map((x, at) => x - row[at]!)));
      return distances.indexOf(Math.min(...distances)) === Math.floor(i / 5);
    });
    expect(accuracies[episode]).toBeCloseTo(right.length / 25, 6);
  }
  dispose(params);
  evaluation.dispose();
});

test("points go along their steps, which are short and lead to a smaller loss", async () => {
  const { signal } = new AbortController();
  const context = { arm: "icnn", seed: 1, signal, compile: plainly, controls: defaultValues(controls) };
  const toy = await openToy(context);
  const before = await toy.points();
  expect(before).toHaveLength(30);
  for (const { step } of before) expect(Math.hypot(...step)).toBeLessThan(0.1001);
  await toy.move();
  const after = await toy.points();
  before.forEach(({ at, step, label }, i) => {
    expect(after[i]!.label).toBe(label);
    expect(after[i]!.at[0]).toBeCloseTo(at[0] + step[0], 5);
  });
  for (let i = 0; i < 60; i++) await toy.move();
  const tightness = (points: typeof before) => {
    const sorted = points.toSorted((a, b) => a.label - b.label);
    return compactness(
      sorted.map(({ at }) => at),
      10,
    );
  };
  expect(tightness(await toy.points())).toBeLessThan(0.9 * tightness(before));
  toy.dispose();
});
