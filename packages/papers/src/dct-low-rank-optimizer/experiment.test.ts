import { numpy as np } from "@jax-js/jax";
import { rng } from "@offprint/datasets";
import { type Frame, judge, type SeedMetrics } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { bestRate } from "./claims.ts";
import experiment from "./experiment.ts";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { capturedShare, energyCurves, largestColumns, randomBasis } from "./subspaces.ts";

const { runner, job, liveRun } = liveRuns(experiment, { epochs: 1 });

describe("a live run", () => {
  test("fills every plot and ends in numbers", async () => {
    const { frames, metrics } = await liveRun(job("chosen"));
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    const rows = frames.flatMap((frame) => (frame.kind === "heatmap" ? frame.rows : []));
    expect(rows.map((row) => row.reduce((a, b) => a + b))).toEqual([8, 8, 8]);
  });

  test.each([
    ["svd", {}],
    ["adam", {}],
    ["chosen", { basis: "random", updateInterval: 4 }],
    ["chosen", { basis: "svd", rank: 64, rotateState: false }],
    ["chosen", { basis: "identity" }],
    ["chosen", { optimizer: "trion", learningRate: 0.02 }],
  ])("of %s with %j learns", async (arm, controls) => {
    const { frames, metrics } = await liveRun(job(arm, controls));
    const losses = frames.flatMap((frame) =>
      frame.kind === "line" && frame.plot === "loss" ? frame.points : [],
    );
    expect(losses.at(-1)![1]).toBeLessThan(losses[0]![1]);
    expect(metrics["accuracy"]).toBeGreaterThan(0.15);
    expect(metrics["capturedShare"]).toBeLessThanOrEqual(1.000001);
  });

  test("of the chosen arm with singular vectors is the baseline", async () => {
    const own = await liveRun(job("chosen", { basis: "svd", updateInterval: 5 }));
    expect(own.metrics).toEqual((await liveRun(job("svd", { updateInterval: 5 }))).metrics);
  });

  test("is decided by its seed", async () => {
    const given = job("chosen", { basis: "random" });
    expect(await liveRun(given)).toEqual(await liveRun(given));
    expect((await liveRun(given)).metrics).not.toEqual((await liveRun({ ...given, seed: 2 })).metrics);
  });

  test.each(["chosen", "svd"])("of %s stops when it is told to, and leaves no buffers", async (arm) => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => "plot" in frame && stop.abort();
      await expect(runner.run(job(arm), { signal: stop.signal, onFrame })).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job(arm))))).toBe(0);
  });
});

describe("claims", () => {
  const claim = (id: string) => experiment.claims.find((each) => each.id === id)!;

  test("the memory claim follows from the optimizers' states", async () => {
    const { protocol } = claim("memory");
    const seed: SeedMetrics = {};
    for (const { id, arm, controls = {} } of protocol.treatments) {
      const given = { ...job(arm, controls), protocol: protocol.id };
      seed[id] = (await runner.run(given)).metrics;
    }
    expect(seed).toMatchObject({ SVD: { subspaces: 3072 }, DCT: { subspaces: 32 } });
    expect(judge(claim("memory"), [seed]).checks[0]!.estimate).toBe(96);
  });

  test("each subspace is judged at its own rate of lowest mean training loss", () => {
    const seeds = [0, 1, 2].map((seed): SeedMetrics => {
      const entries = claim("matches-svd").protocol.treatments.map(({ id }) => {
        const [subspace, , rate] = id.split(" ");
        const best = subspace === "SVD" ? "0.003" : "0.01";
        const trainingLoss = rate === best ? 0.1 : 0.2;
        return [id, { trainingLoss, accuracy: 0.9 + Number(rate) + 0.001 * seed, capturedShare: 0.5 }];
      });
      return Object.fromEntries(entries);
    });
    expect([bestRate("DCT", seeds), bestRate("SVD", seeds)]).toEqual([0.01, 0.003]);
    expect(judge(claim("matches-svd"), seeds).checks[0]!.estimate).toBeCloseTo(0.007, 12);
  });
});

describe("subspaces", () => {
  const normal = (rows: number, columns: number) =>
    np.array(Float32Array.from(rng(5).normals(rows * columns))).reshape([rows, columns]);

  test("a random basis is orthonormal", async () => {
    const basis = randomBasis(rng(1), 20, 7);
    const gram = np.matmul(basis.ref.transpose(), basis);
    expect(Math.max(...(await np.abs(gram.sub(np.eye(7))).data()))).toBeLessThan(1e-5);
  });

  test("the largest columns are coordinate axes", async () => {
    const axes = await largestColumns(
      np.array([
        [1, -5, 2],
        [0, 1, 3],
      ]),
      2,
    ).jsAsync();
    expect(axes).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
    ]);
  });

  test("energy curves end at 1, and singular vectors are first at each rank", async () => {
    const random = randomBasis(rng(2), 12, 12);
    const { DCT, SVD, random: chance } = await energyCurves(normal(15, 12), random);
    random.dispose();
    for (const [rank, share] of SVD.entries()) {
      expect(share[0]).toBe(rank);
      expect(share[1]).toBeGreaterThanOrEqual(DCT[rank]![1] - 1e-5);
      expect(share[1]).toBeGreaterThanOrEqual(chance[rank]![1] - 1e-5);
    }
    for (const curve of [DCT, SVD, chance]) expect(curve.at(-1)![1]).toBeCloseTo(1, 4);
  });

  test("the captured share is the coordinates' part of the energy", async () => {
    const matrix = np.array([[3, 4]]);
    expect(await capturedShare(matrix.ref, np.array([[3]])).jsAsync()).toBeCloseTo(0.36, 6);
    matrix.dispose();
  });
});
