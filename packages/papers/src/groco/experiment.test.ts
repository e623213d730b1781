import { compile } from "@offprint/compile";
import { type Compile, defaultValues, protocolsOf } from "@offprint/lab";
import { grocoLoss } from "@offprint/methods/losses";
import { leakedBuffers } from "@offprint/methods/testing";
import { numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import experiment from "./experiment.ts";
import { demoScores, itemNames, sortingDemo } from "./sortingDemo.ts";
import { controls, fractionOf, lossOf, type Values } from "./treatments.ts";

const { runner, job, liveRun } = liveRuns(experiment, { steps: 10 });
const [training, networks] = protocolsOf(experiment);
const compileHere: Compile = (fn) => compile(fn);
const permutationOf = async (given: Values) => (await sortingDemo(compileHere, "groco", given)).permutation;
const gradientShares = async (arm: string, given: Values) =>
  (await sortingDemo(compileHere, arm, given)).shares;
const values = (given: Partial<Values> = {}): Values => ({ ...defaultValues(controls), ...given });

describe("a live run", () => {
  test.each(Object.keys(experiment.arms))("of %s brings frames and finite metrics", async (arm) => {
    const { frames, metrics } = await liveRun(job(arm));
    const shown = Object.keys(experiment.plots).filter((plot) => arm === "groco" || plot !== "permutation");
    expect(plotsOf(frames)).toEqual(shown.sort());
    expect(Object.keys(metrics)).toHaveLength(4);
    for (const accuracy of Object.values(metrics)) {
      expect(accuracy).toBeGreaterThan(0.3);
      expect(accuracy).toBeLessThanOrEqual(1);
    }
    const curve = frames.filter((frame) => frame.kind === "line" && frame.plot === "neighbours").at(-1)!;
    const points = curve.kind === "line" ? curve.points : [];
    expect(points).toHaveLength(50);
    expect(points[0]![1]).toBeCloseTo(metrics["nearestNeighbourAccuracy"]!, 2);
    expect(points[19]![1]).toBeCloseTo(metrics["neighbourAccuracy"]!, 2);
  });

  test("gives the same metrics for the same seed", async () => {
    const { metrics } = await liveRun(job("groco"));
    expect((await liveRun(job("groco"))).metrics).toEqual(metrics);
  });

  test("shows the network before training if that is asked for", async () => {
    const { frames, metrics } = await liveRun(job("groco", { steps: 0 }));
    expect(metrics["neighbourAccuracy"]).toBeGreaterThan(0.3);
    expect(frames.at(-1)).toEqual({ kind: "progress", done: 0, total: 0 });
  });

  test("stops when it is told to", async () => {
    const controller = new AbortController();
    const onFrame = () => controller.abort(new Error("stopped"));
    const running = runner.run(job("groco", { steps: 200 }), { signal: controller.signal, onFrame });
    await expect(running).rejects.toThrow("stopped");
  });

  test("leaves no buffers behind", async () => {
    const body = async () => {
      for (const arm of ["groco", "hardSimclr"]) await liveRun(job(arm, { steps: 0 }));
    };
    await body();
    expect(await leakedBuffers(body)).toBe(0);
  });
});

describe("the claims", () => {
  test("find their metrics in the protocols' runs", async () => {
    const { metrics } = await liveRun(job("groco", { steps: 0 }));
    const [depth] = networks!.treatments;
    const context = {
      arm: depth!.arm,
      seed: 1,
      controls: values(),
      signal: new AbortController().signal,
      compile: () => expect.unreachable("nothing to compile"),
    };
    const run = networks!.run!(context);
    let last = await run.next();
    while (!last.done) last = await run.next();
    expect(last.value["oddEvenSlope"]).toBeCloseTo(1, 12);
    expect(last.value["bitonicMismatches"]).toBe(0);
    expect(last.value["oddEvenError"]).toBeLessThan(1e-3);
    expect(last.value["bitonicError"]).toBeLessThan(1e-3);
    const seed = {
      ...Object.fromEntries(training!.treatments.map(({ id }) => [id, metrics])),
      networks: last.value,
    };
    for (const claim of experiment.claims) {
      for (const { statistic } of [...claim.checks, ...(claim.context ?? [])]) {
        expect(statistic!(seed, [seed])).toEqual(expect.any(Number));
      }
    }
  });
});

describe("the eight items", () => {
  test("are ascending in their groups", () => {
    const scores = demoScores({ positive: 0.5, negative: 0.3 });
    expect(scores.map((score) => score.toFixed(1)).join()).toBe("-0.5,-0.3,-0.1,0.1,0.3,0.5,0.7,0.9");
    expect(scores).toHaveLength(itemNames.length);
  });

  test("end where they belong when the network is steep, and exchange places across a violated border", async () => {
    for (const network of ["oddEven", "bitonic"] as const) {
      const ordered = await permutationOf(values({ network, steepness: 50 }));
      for (const [item, row] of ordered.entries()) expect(row.indexOf(Math.max(...row))).toBe(item);
      const violated = await permutationOf(values({ network, steepness: 50, positive: 0.2 }));
      expect(violated[4]![5]!).toBeGreaterThan(0.5);
      expect(violated[5]![4]!).toBeGreaterThan(0.5);
    }
  });

  test("get most of the gradient of group ordering at the border", async () => {
    const shares = await gradientShares("groco", values());
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(shares.indexOf(Math.max(...shares))).toBe(4);
    expect(shares[4]! + shares[5]!).toBeGreaterThan(0.4);
  });

  test("share the push of SimCLR by a softmax, that of its nearest k among these", async () => {
    const shares = await gradientShares("simclr", values({ temperature: 0.5 }));
    expect(shares[4]! / shares[0]!).toBeCloseTo(Math.exp(0.8 / 0.5), 3);
    const nearest = await gradientShares("hardSimclr", values({ topK: 2 }));
    expect(nearest.slice(0, 3)).toEqual([0, 0, 0]);
    expect(nearest[3]).toBeGreaterThan(0);
  });
});

test("arms train with the losses they name", async () => {
  const views = () => [1, 1.1].map((phase) => np.sin(np.linspace(0, 96 * phase, 96)).reshape([24, 4]));
  const stacked = np.stack(views(), 0);
  const expected = await grocoLoss(stacked, { topK: 3, steepness: 2 }).jsAsync();
  expect(await lossOf("groco", values({ topK: 3, steepness: 2 }))(views()).jsAsync()).toBe(expected);
  const all = await lossOf("simclr", values())(views()).jsAsync();
  const nearest = await lossOf("hardSimclr", values({ topK: 3 }))(views()).jsAsync();
  const least = await lossOf("hardSimclr", values({ topK: 1 }))(views()).jsAsync();
  expect(nearest).toBeLessThan(all);
  expect(least).toBeLessThan(nearest);
  for (const kept of [1, 3, 10]) expect(Math.ceil(fractionOf(kept, 254) * 254)).toBe(kept);
});
