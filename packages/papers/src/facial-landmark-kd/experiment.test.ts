import { grad, numpy as np } from "@jax-js/jax";
import type { Frame, Metrics } from "@offprint/lab";
import { landmarkKdLoss } from "@offprint/methods/training";
import { leakedBuffers } from "@offprint/methods/testing";
import { rng } from "@offprint/datasets";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { coordinateCount, drawFaces, pixelCount } from "./cartoonFaces.ts";
import experiment from "./experiment.ts";
import { kdLossAt, mainLossAt, marks } from "./lossShape.ts";

const { runner, job, liveRun } = liveRuns(experiment, { epochs: 5 });

/** One run of each arm that several tests look at. */
const known = new Map<string, ReturnType<typeof liveRun>>();
function plainRun(arm: string) {
  if (!known.has(arm)) known.set(arm, liveRun(job(arm)));
  return known.get(arm)!;
}

/** Where the student's points stand before its first step. */
const firstFace = (frames: Frame[]) => frames.find((frame) => frame.kind === "scatter");

describe("a live run", () => {
  test("with KD-Loss fills every plot, learns, and repeats itself", async () => {
    const { frames, metrics } = await plainRun("kdLoss");
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    expect(metrics["error"]).toBeLessThan(25);
    expect(metrics["toughError"]).toBeLessThan(metrics["error"]!);
    expect(metrics["components"]).toBe(6);
    expect(await liveRun(job("kdLoss"))).toEqual({ frames, metrics });
  });

  test.each(["mainLoss", "squared", "absolute"])(
    "of %s starts like the others and goes its own way",
    async (arm) => {
      const [own, other] = [await plainRun(arm), await plainRun("kdLoss")];
      expect(firstFace(own.frames)).toEqual(firstFace(other.frames));
      expect(own.metrics["error"]).not.toBe(other.metrics["error"]);
      if (arm === "mainLoss") expect(own.metrics["toughError"]).toBe(other.metrics["toughError"]);
      else expect(own.metrics).not.toHaveProperty("toughError");
    },
  );

  test("without weights for the teachers is that of the main loss", async () => {
    const { metrics } = await liveRun(job("kdLoss", { toughWeight: 0, tolWeight: 0 }));
    expect(metrics).toEqual((await plainRun("mainLoss")).metrics);
  });

  test("feels every control", async () => {
    const plain = (await plainRun("kdLoss")).metrics["error"];
    const others = { toughWeight: 3, tolWeight: 3, beta: 0, explainedVariance: 1, labelNoise: 0.05 };
    for (const control of Object.entries(others)) {
      const { metrics } = await liveRun(job("kdLoss", Object.fromEntries([control])));
      expect(metrics["error"], control[0]).toSatisfy(Number.isFinite);
      expect(metrics["error"], control[0]).not.toBe(plain);
    }
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async (after: number) => {
      const stop = new AbortController();
      let left = after;
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && --left === 0 && stop.abort());
      await expect(runner.run(job("kdLoss"), { signal: stop.signal, onFrame })).rejects.toThrow(/abort/i);
    };
    await stopped(1);
    for (const after of [2, 8, 15]) expect(await leakedBuffers(() => stopped(after))).toBe(0);
    for (const arm of ["kdLoss", "squared"]) {
      expect(await leakedBuffers(async () => void (await liveRun(job(arm))))).toBe(0);
    }
  });
});

test("the runs of the claims measure what the checks ask for", async () => {
  const { id: protocol, treatments } = experiment.claims[0]!.protocol;
  const seed: Record<string, Metrics> = {};
  for (const { id, arm, controls } of treatments) {
    seed[id] = (await runner.run({ ...job(arm, { ...controls, epochs: 5 }), protocol })).metrics;
  }
  for (const { checks, context = [] } of experiment.claims) {
    for (const { label, statistic } of [...checks, ...context]) {
      expect(statistic!(seed, [seed]), label).toSatisfy(Number.isFinite);
    }
  }
});

describe("cartoon faces", () => {
  const count = 400;

  test("are the same for the same stream, and labels carry the noise asked for", () => {
    const [clean, noisy, again] = [0, 0.03, 0.03].map((noise) => drawFaces(rng(7), count, noise));
    expect(noisy).toEqual(again);
    expect(clean!.labels).toEqual(clean!.points);
    expect(noisy!.images).toEqual(clean!.images);
    const errors = noisy!.labels.map((label, i) => label - noisy!.points[i]!);
    const square = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
    expect(Math.sqrt(square)).toBeCloseTo(0.03, 3);
  });

  test("have the middle face as their median, and dots where the points are", () => {
    const { images, points } = drawFaces(rng(8), count, 0);
    const column = (i: number) =>
      Array.from({ length: count }, (_, face) => points[face * coordinateCount + i]!).sort((a, b) => a - b);
    const median = (i: number) => column(i)[count / 2]!;
    expect([median(0), median(7), median(14)].map((x) => x.toFixed(1))).toEqual(["-0.2", "-0.1", "0.0"]);
    // The brightest pixel of a face is near one of its points.
    for (let face = 0; face < 50; face++) {
      const pixels = images.slice(face * pixelCount, (face + 1) * pixelCount);
      const at = pixels.indexOf(Math.max(...pixels));
      const [x, y] = [at % 12, Math.floor(at / 12)].map((index) => (index + 0.5) / 12 - 0.5) as [
        number,
        number,
      ];
      const own = points.slice(face * coordinateCount, (face + 1) * coordinateCount);
      const distances = Array.from({ length: 10 }, (_, i) =>
        Math.hypot(own[2 * i]! - x, own[2 * i + 1]! - y),
      );
      expect(Math.min(...distances)).toBeLessThan(0.1);
    }
  });
});

test("the drawn curves are those of the loss", async () => {
  const settings = { beta: 0.2, toughWeight: 0.7, tolWeight: 1.6 };
  const one = (x: number) => np.array([[x]]);
  const lossOf = (p: np.Array, options: object) => {
    const { value, ...parts } = landmarkKdLoss(
      p,
      one(marks.truth),
      one(marks.tough),
      one(marks.tolerant),
      options,
    );
    for (const part of Object.values(parts)) (part as np.Array).dispose();
    return value;
  };
  const alone = { toughWeight: 0, tolWeight: 0 };
  for (const p of [-0.2, -0.07, -0.03, -0.015, 0.005, 0.03, 0.08, 0.3]) {
    for (const [options, drawn] of [
      [settings, kdLossAt(p, settings)],
      [alone, mainLossAt(p)],
    ] as const) {
      expect(drawn.loss).toBeCloseTo((await lossOf(one(p), options).jsAsync()) as number, 5);
      const slope = grad((x: np.Array) => lossOf(x, options))(one(p)) as np.Array;
      expect(drawn.slope).toBeCloseTo((await slope.data())[0]!, 5);
    }
  }
});
