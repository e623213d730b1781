import { type Array as EngineArray, grad, numpy as np, random, tree } from "@jax-js/jax";
import { rng } from "@offprint/datasets";
import { dispose } from "@offprint/compile";
import { type Frame, protocolsOf } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { type Batch, drawBatch, imagesPerClass } from "./batches.ts";
import type { Values } from "./controls.ts";
import experiment from "./experiment.ts";
import { embed, initParams, type Params } from "./network.ts";
import { totalLoss } from "./objectives.ts";
import { drawTask } from "./task.ts";

const quick = { steps: 50, trainingClasses: 3, mixturesPerAnchor: 3 };
const { runner, job, liveRun } = liveRuns(experiment, quick);
const allPlots = Object.keys(experiment.plots).sort();

/** Runs that several tests look at. */
const known = new Map<string, ReturnType<typeof liveRun>>();
function knownRun(arm: string): ReturnType<typeof liveRun> {
  if (!known.has(arm)) known.set(arm, liveRun(job(arm)));
  return known.get(arm)!;
}

describe("a live run", () => {
  test("fills every plot, learns, and repeats itself", async () => {
    const { frames, metrics } = await knownRun("metrix");
    expect(plotsOf(frames)).toEqual(allPlots);
    expect(metrics["recall"]).toBeGreaterThan(0.8);
    expect(metrics["utilization"]).toBeGreaterThan(0);
    expect(await liveRun(job("metrix"))).toEqual({ frames, metrics });
  });

  test.each(["proxyAnchor", "contrastive"])(
    "of the loss %s fills every plot, mixing images",
    async (loss) => {
      const { frames, metrics } = await liveRun(job("metrix", { loss, mixLevel: "input" }));
      expect(plotsOf(frames)).toEqual(allPlots);
      expect(metrics["recall"]).toBeGreaterThan(0.8);
    },
  );

  test("without mixing starts from the same network, and has no crosses", async () => {
    const [mixed, plain] = [await knownRun("metrix"), await knownRun("base")];
    const first = ({ frames }: { frames: Frame[] }) =>
      frames.find((frame) => frame.kind === "line" && frame.plot === "recall");
    expect(first(mixed)).toEqual(first(plain));
    expect(mixed.metrics).not.toEqual(plain.metrics);
    const crosses = ({ frames }: { frames: Frame[] }) =>
      frames.some(
        (frame) => frame.kind === "scatter" && frame.points.some((point) => point.mark === "cross"),
      );
    expect([crosses(mixed), crosses(plain)]).toEqual([true, false]);
  });

  test("with nothing to mix is the other arm", async () => {
    const { metrics } = await knownRun("base");
    expect((await liveRun(job("metrix", { mixLevel: "none" }))).metrics).toEqual(metrics);
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      await expect(runner.run(job("metrix"), { signal: stop.signal, onFrame })).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("metrix"))))).toBe(0);
  });
});

test("the runs of the claims measure what the checks ask for", async () => {
  for (const { id } of protocolsOf(experiment)) {
    const { metrics } = await runner.run({ ...job("metrix"), protocol: id });
    expect(metrics["recall"]).toBeGreaterThan(0);
    expect(metrics["utilization"]).toBeGreaterThan(0);
    for (const claim of experiment.claims.filter(({ protocol }) => protocol.id === id)) {
      for (const { statistic } of [...claim.checks, ...claim.context!]) {
        expect(statistic!({ base: metrics, metrix: metrics }, [])).not.toBeNaN();
      }
    }
  }
});

const values: Values = {
  loss: "multiSimilarity",
  mixLevel: "embedding",
  mixWeight: 0.4,
  beta: 2,
  trainingClasses: 3,
  mixturesPerAnchor: 4,
  steps: 50,
};

describe("batches", () => {
  test("hold ten different images of each training digit", async () => {
    const task = await drawTask(rng(5), 3);
    expect(new Set(task.test.digits).size).toBe(7);
    expect(task.train.digits.some((digit) => task.test.digits.includes(digit))).toBe(false);
    const { images, mixing } = drawBatch({ batches: rng(1), mixing: rng(2) }, task, values);
    expect(images.shape).toEqual([30, 64]);
    expect(new Set((await images.jsAsync()).map(String)).size).toBe(30);
    tree.dispose(mixing);
  });

  test("mix an anchor's positive, or in other batches the anchor itself, with negatives", async () => {
    const task = await drawTask(rng(5), 3);
    const streams = { batches: rng(1), mixing: rng(2) };
    const kinds = new Set<string>();
    for (let i = 0; i < 12; i++) {
      const { images, mixing } = drawBatch(streams, task, values);
      images.dispose();
      const [first, second] = [await mixing.first.data(), await mixing.second.data()];
      mixing.lambda.dispose();
      const anchors = [...first.keys()].map((item) => Math.floor(item / values.mixturesPerAnchor));
      const classOf = (place: number) => Math.floor(place / imagesPerClass);
      expect(anchors.every((anchor, item) => classOf(first[item]!) === classOf(anchor))).toBe(true);
      expect(anchors.every((anchor, item) => classOf(second[item]!) !== classOf(anchor))).toBe(true);
      const own = anchors.filter((anchor, item) => first[item] === anchor).length;
      expect([0, anchors.length]).toContain(own);
      kinds.add(own === 0 ? "positive" : "anchor");
    }
    expect(kinds.size).toBe(2);
  });
});

/** The losses once more in plain numbers, as the protocol words them. */
describe("the objective", () => {
  const sum = (numbers: number[]) => numbers.reduce((total, x) => total + x, 0);
  const mean = (numbers: number[]) => (numbers.length ? sum(numbers) / numbers.length : 0);
  const dot = (a: number[], b: number[]) => sum(a.map((x, i) => x * b[i]!));
  const unit = (a: number[]) => a.map((x) => x / Math.sqrt(dot(a, a)));
  const classOf = (place: number) => Math.floor(place / imagesPerClass);

  interface Plain {
    z: number[][];
    proxies: number[][];
    mixed: number[][];
    mixing: { first: number[]; second: number[]; lambda: number[] };
  }

  const multi = (pairs: [s: number, w: number][]) =>
    Math.log(1 + sum(pairs.map(([s, w]) => w * Math.exp(-18 * (s - 0.77))))) / 18 +
    Math.log(1 + sum(pairs.map(([s, w]) => (1 - w) * Math.exp(75 * (s - 0.77))))) / 75;
  const proxy = (pairs: [s: number, w: number][]) =>
    Math.log(1 + sum(pairs.map(([s, w]) => w * Math.exp(-32 * (s - 0.1))))) +
    Math.log(1 + sum(pairs.map(([s, w]) => (1 - w) * Math.exp(32 * (s + 0.1)))));
  const euclidean = (pairs: [d: number, w: number][]) =>
    mean(pairs.filter(([, w]) => w > 0).map(([d, w]) => w * d)) +
    mean(pairs.map(([d, w]) => (1 - w) * Math.max(0, 0.5 - d)).filter((x) => x > 0));
  const distance = (a: number[], b: number[]) => Math.hypot(...a.map((x, i) => x - b[i]!));

  const plainLosses: Record<Values["loss"], (plain: Plain) => [clean: number, mixed: number]> = {
    multiSimilarity: ({ z, mixed, mixing }) => {
      const anchorLosses = z.map((a, i) => {
        const others = [...z.keys()].filter((j) => j !== i);
        return multi(others.map((j) => [dot(a, z[j]!), Number(classOf(i) === classOf(j))]));
      });
      const m = mixed.length / z.length;
      const items = (i: number) => [...mixed.keys()].filter((item) => Math.floor(item / m) === i);
      const mixedLosses = z.map((a, i) =>
        multi(items(i).map((item) => [dot(a, mixed[item]!), mixing.lambda[item]!])),
      );
      return [mean(anchorLosses), mean(mixedLosses)];
    },
    proxyAnchor: ({ z, proxies, mixed, mixing: { first, second, lambda } }) => {
      const clean = proxies.map((p, c) => proxy(z.map((a, i) => [dot(p, a), Number(classOf(i) === c)])));
      const weight = (item: number, c: number) =>
        (classOf(first[item]!) === c ? lambda[item]! : 0) +
        (classOf(second[item]!) === c ? 1 - lambda[item]! : 0);
      const extra = proxies.map((p, c) => proxy(mixed.map((v, item) => [dot(p, v), weight(item, c)])));
      return [mean(clean), mean(extra)];
    },
    contrastive: ({ z, mixed, mixing }) => {
      const pairs = z.flatMap((a, i) =>
        z.flatMap((b, j): [number, number][] =>
          i === j ? [] : [[distance(a, b), Number(classOf(i) === classOf(j))]],
        ),
      );
      const m = mixed.length / z.length;
      const matched = mixed.map((v, item): [number, number] => [
        distance(z[Math.floor(item / m)]!, v),
        mixing.lambda[item]!,
      ]);
      return [euclidean(pairs), euclidean(matched)];
    },
  };

  async function setting() {
    const task = await drawTask(rng(5), 3);
    const batch = drawBatch({ batches: rng(1), mixing: rng(3) }, task, values);
    return { params: initParams(random.key(2), 3), batch };
  }

  async function plainOf(params: Params, { images, mixing }: Batch): Promise<Plain> {
    const z: number[][] = await embed(tree.ref(params.network), images.ref).jsAsync();
    const proxies: number[][] = await params.proxies.ref.jsAsync();
    const numbers = async (x: EngineArray) => [...(await x.ref.data())];
    const [first, second, lambda] = [
      await numbers(mixing.first),
      await numbers(mixing.second),
      await numbers(mixing.lambda),
    ];
    const mixed = lambda.map((share, item) =>
      unit(z[first[item]!]!.map((x, i) => share * x + (1 - share) * z[second[item]!]![i]!)),
    );
    return { z, proxies: proxies.map(unit), mixed, mixing: { first, second, lambda } };
  }

  test.each(["multiSimilarity", "proxyAnchor", "contrastive"] as const)(
    "of %s is its formula",
    async (loss) => {
      const { params, batch } = await setting();
      const [clean, mixed] = plainLosses[loss](await plainOf(params, batch));
      const objective = { loss, mixWeight: 0.4, classes: 3 };
      const valueWith = (mixLevel: Values["mixLevel"]) =>
        totalLoss(tree.ref(params), tree.ref(batch), { ...objective, mixLevel }).jsAsync();
      expect((await valueWith("none")) / clean).toBeCloseTo(1, 4);
      expect((await valueWith("embedding")) / (clean + 0.4 * mixed)).toBeCloseTo(1, 4);
      dispose([params, batch] as never);
    },
  );

  test.each(["embedding", "input"] as const)(
    "has the right gradient when mixing at the level %s",
    async (mixLevel) => {
      const { params, batch } = await setting();
      const bias = params.network[1]!.bias;
      const lossAt = (x: EngineArray) => {
        const { network, proxies } = tree.ref(params);
        network[1]!.bias.dispose();
        const moved = [network[0]!, { ...network[1]!, bias: x }];
        const objective = { loss: "multiSimilarity", mixLevel, mixWeight: 0.4, classes: 3 } as const;
        return totalLoss({ network: moved, proxies }, tree.ref(batch), objective);
      };
      const slope = (await (grad(lossAt)(bias.ref) as EngineArray).jsAsync()) as number[];
      const step = 0.02;
      for (const at of [0, 7]) {
        const nudge = (by: number) => bias.ref.add(np.array(slope.map((_, i) => (i === at ? by : 0))));
        const rise = (await lossAt(nudge(step)).jsAsync()) - (await lossAt(nudge(-step)).jsAsync());
        expect(rise / (2 * step)).toBeCloseTo(slope[at]!, 2);
      }
      dispose([params, batch] as never);
    },
  );
});
