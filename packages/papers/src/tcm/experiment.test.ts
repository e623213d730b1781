import { type Array as EngineArray, grad, numpy as np, random, tree } from "@jax-js/jax";
import { dispose } from "@offprint/compile";
import { rng } from "@offprint/datasets";
import { defaultValues, type Frame, type LineFrame, protocolsOf } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { controls, type Values } from "./controls.ts";
import experiment from "./experiment.ts";
import { embed, initParams } from "./network.ts";
import { totalLoss } from "./objective.ts";
import { drawBatch, drawTask } from "./task.ts";

const { runner, job, liveRun } = liveRuns(experiment, { steps: 30 });
const allPlots = Object.keys(experiment.plots).sort();

describe("a live run", () => {
  test("fills every plot, measures, and repeats itself", async () => {
    const { frames, metrics } = await liveRun(job("tcm"));
    expect(plotsOf(frames)).toEqual(allPlots);
    expect(metrics["recall"]).toBeGreaterThan(0.3);
    expect(metrics["opis"]).toBeGreaterThan(0);
    expect(metrics["worstUtility"]).toBeLessThan(metrics["meanUtility"]!);
    expect(await liveRun(job("tcm"))).toEqual({ frames, metrics });
    expect((await liveRun(job("base"))).metrics).not.toEqual(metrics);
  });

  test("draws a line for each unseen class, and shades where they are judged", async () => {
    const { frames } = await liveRun(job("base", { steps: 0 }));
    const { points, strands, shaded } = frames.find(
      (frame) => frame.kind === "line" && frame.plot === "utility",
    ) as LineFrame;
    expect(strands).toHaveLength(40);
    points.forEach(([x, y], t) => {
      const mean = strands!.reduce((sum, strand) => sum + strand[t]![1], 0) / 40;
      expect(strands![7]![t]![0]).toBe(x);
      expect(y).toBeCloseTo(mean, 12);
    });
    expect(shaded![0]).toBeLessThan(shaded![1]);
  });

  test("starts from the same network as the other arm, and stays with it at weight 0", async () => {
    const [base, weightless] = [await liveRun(job("base")), await liveRun(job("tcm", { weight: 0 }))];
    const start = ({ frames }: { frames: Frame[] }) =>
      frames.find((frame) => "plot" in frame && frame.plot === "tradeOff");
    expect(start(weightless)).toEqual(start(base));
    expect(weightless.metrics["opis"]).toBeCloseTo(base.metrics["opis"]!, 3);
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      await expect(runner.run(job("tcm"), { signal: stop.signal, onFrame })).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("tcm"))))).toBe(0);
  });
});

test("the runs of the claims measure what the checks ask for", async () => {
  for (const protocol of protocolsOf(experiment)) {
    const runs = protocol.treatments.map(async ({ id, arm, controls: given }) => {
      const { metrics } = await runner.run({ ...job(arm, { ...given, steps: 0 }), protocol: protocol.id });
      return [id, metrics] as const;
    });
    const seed = Object.fromEntries(await Promise.all(runs));
    for (const claim of experiment.claims.filter((each) => each.protocol === protocol)) {
      for (const { statistic } of [...claim.checks, ...claim.context!]) {
        expect(statistic!(seed, [seed])).not.toBeNaN();
      }
    }
  }
});

describe("the data", () => {
  test("keep training and test classes apart", async () => {
    const task = await drawTask(rng(3));
    expect(new Set(task.trainingClasses).size).toBe(60);
    const unseen = new Set(task.test.classes);
    expect(unseen.size).toBe(40);
    expect(task.trainingClasses.some((each) => unseen.has(each))).toBe(false);
    expect(task.test.pixels).toHaveLength(800 * 128);
  });

  test("come in batches of four different images of 24 classes", async () => {
    const { images, labels } = drawBatch(rng(1), await drawTask(rng(3)));
    const places = [...(await labels.data())];
    expect(places).toHaveLength(96);
    expect(new Set(places).size).toBe(24);
    expect(Math.max(...places)).toBeLessThan(60);
    expect(new Set(((await images.jsAsync()) as number[][]).map(String)).size).toBe(96);
  });
});

/** The losses once more in plain numbers, as the protocol words them. */
describe("the objective", () => {
  const sum = (numbers: number[]) => numbers.reduce((total, x) => total + x, 0);
  const mean = (numbers: number[]) => (numbers.length ? sum(numbers) / numbers.length : 0);
  const dot = (a: number[], b: number[]) => sum(a.map((x, i) => x * b[i]!));
  const unit = (a: number[]) => a.map((x) => x / Math.sqrt(dot(a, a)));

  const plainBases: Record<Values["base"], (z: number[][], y: number[], w: number[][]) => number> = {
    normalizedSoftmax: (z, y, w) =>
      mean(
        z.map((row, i) => {
          const logits = w.map((direction) => 16 * dot(row, unit(direction)));
          return Math.log(sum(logits.map(Math.exp))) - logits[y[i]!]!;
        }),
      ),
    multiSimilarity: (z, y) =>
      mean(
        z.map((row, i) => {
          const total = (isOwn: boolean, scale: number) =>
            sum(
              z.flatMap((other, j) =>
                j !== i && (y[j] === y[i]) === isOwn ? [Math.exp(scale * (dot(row, other) - 0.5))] : [],
              ),
            );
          return Math.log(1 + total(true, -2)) / 2 + Math.log(1 + total(false, 50)) / 50;
        }),
      ),
  };

  function plainTcm(z: number[][], y: number[]): number {
    const pairs = z.flatMap((a, i) =>
      z.slice(i + 1).map((b, k) => [dot(a, b), y[i] === y[i + 1 + k]] as const),
    );
    const short = pairs.filter(([s, isOwn]) => isOwn && s <= 0.9).map(([s]) => 0.9 - s);
    const excess = pairs.filter(([s, isOwn]) => !isOwn && s >= 0.5).map(([s]) => s - 0.5);
    return mean(short) + mean(excess);
  }

  async function setting() {
    const task = await drawTask(rng(5));
    return { params: initParams(random.key(2), 60), batch: drawBatch(rng(1), task) };
  }

  test.each(["normalizedSoftmax", "multiSimilarity"] as const)("on %s is its formula", async (base) => {
    const { params, batch } = await setting();
    const z: number[][] = await embed(tree.ref(params.network), batch.images.ref).jsAsync();
    const y = [...(await batch.labels.ref.data())];
    const plain = plainBases[base](z, y, await params.directions.ref.jsAsync());
    const values = { ...defaultValues(controls), base, weight: 3 };
    const lossWith = (regularised: boolean) =>
      totalLoss(tree.ref(params), tree.ref(batch), { ...values, regularised }).jsAsync();
    expect((await lossWith(false)) / plain).toBeCloseTo(1, 4);
    expect((await lossWith(true)) / (plain + 3 * plainTcm(z, y))).toBeCloseTo(1, 4);
    dispose([params, batch] as never);
  });

  // Without the regulariser: its means jump as pairs cross a margin, and differences over so many pairs see that.
  test.each(["normalizedSoftmax", "multiSimilarity"] as const)(
    "on %s has the right gradient",
    async (base) => {
      const { params, batch } = await setting();
      const { bias } = params.network[2]!;
      const objective = { ...defaultValues(controls), base, regularised: false };
      const lossAt = (x: EngineArray) => {
        const { network, directions } = tree.ref(params);
        network[2]!.bias.dispose();
        const moved = [network[0]!, network[1]!, { ...network[2]!, bias: x }];
        return totalLoss({ network: moved, directions }, tree.ref(batch), objective);
      };
      const slope = (await (grad(lossAt)(bias.ref) as EngineArray).jsAsync()) as number[];
      const step = 0.01;
      for (const at of [0, 7]) {
        const nudge = (by: number) => bias.ref.add(np.array(slope.map((_, i) => (i === at ? by : 0))));
        const rise = (await lossAt(nudge(step)).jsAsync()) - (await lossAt(nudge(-step)).jsAsync());
        expect(rise / (2 * step)).toBeCloseTo(slope[at]!, 2);
      }
      dispose([params, batch] as never);
    },
  );
});
