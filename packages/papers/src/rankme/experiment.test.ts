import { compile } from "@offprint/compile";
import {
  defaultValues,
  type Frame,
  type Metrics,
  protocolsOf,
  type Run,
  type SeedMetrics,
} from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import experiment from "./experiment.ts";

const small = { width: 8, epochs: 2 };

async function run(
  arm: string,
  given: Record<string, unknown> = {},
  { body = experiment.run, signal = new AbortController().signal }: { body?: Run; signal?: AbortSignal } = {},
): Promise<{ frames: Frame[]; metrics: Metrics }> {
  const controls = { ...defaultValues(experiment.controls), ...small, sweep: false, ...given };
  const steps = body({ arm, seed: 1, controls, signal, compile: (fn) => compile(fn) });
  const frames: Frame[] = [];
  for (;;) {
    const next = await steps.next();
    if (next.done) return { frames, metrics: next.value };
    frames.push(next.value);
  }
}

const valuesIn = (metrics: Metrics) => Object.values(metrics);

describe("declarations", () => {
  test("claims that look at the same runs share a protocol", () => {
    expect(protocolsOf(experiment).map(({ id, seeds }) => [id, seeds])).toEqual([
      ["predicts-probe", 12],
      ["temperature", 12],
    ]);
  });
});

describe("a live run", () => {
  test("brings frames for every plot and rings the run with the highest rank", async () => {
    const { frames, metrics } = await run("vicreg", { sweep: true });
    const plots = new Set(frames.flatMap((frame) => (frame.kind === "progress" ? [] : [frame.plot])));
    expect(plots).toEqual(new Set(Object.keys(experiment.plots)));
    expect(valuesIn(metrics).every(Number.isFinite)).toBe(true);
    expect(metrics["rankme"]).toBeGreaterThan(1);
    expect(metrics["rankme"]).toBeLessThan(8.1);
    expect(metrics["chosenAccuracy"]).toBeLessThanOrEqual(metrics["bestAccuracy"]!);

    const last = frames.at(-1)!;
    const points = last.kind === "scatter" ? last.points : [];
    expect(points.map((point) => point.label)).toEqual(["1", "5", "25", "100", "400"]);
    const ringed = points.filter((point) => point.ringed);
    expect(ringed.map((point) => point.x)).toEqual([Math.max(...points.map((point) => point.x))]);
  });

  test("gives the same metrics for the same seed", async () => {
    const first = await run("vicreg");
    expect((await run("vicreg")).metrics).toEqual(first.metrics);
    expect(first.metrics["accuracy"]).toBeGreaterThan(0.7);
  });

  test("stops when it is told to", async () => {
    const controller = new AbortController();
    const controls = { ...defaultValues(experiment.controls), ...small };
    const compileHere = <F>(fn: F) => compile(fn as never) as never;
    const steps = experiment.run({
      arm: "vicreg",
      seed: 1,
      controls,
      signal: controller.signal,
      compile: compileHere,
    });
    await steps.next();
    controller.abort(new Error("stopped"));
    await expect(
      (async () => {
        for (let i = 0; i < 10; i++) await steps.next();
      })(),
    ).rejects.toThrow("stopped");
  });

  test("leaves no buffers behind", async () => {
    const body = async () => void (await run("vicreg"));
    await body();
    expect(await leakedBuffers(body)).toBe(0);
  });
});

describe("the run of the protocols", () => {
  const body = protocolsOf(experiment)[0]!.run!;

  test("has the metrics that the claims look at", async () => {
    const { metrics } = await run("vicreg", {}, { body });
    expect(valuesIn(metrics).every(Number.isFinite)).toBe(true);
    const seed: SeedMetrics = {};
    for (const protocol of protocolsOf(experiment)) {
      protocol.treatments.forEach(
        ({ id }, at) => (seed[id] = { ...metrics, rankme: 2 + at, accuracy: at / 10 }),
      );
    }
    for (const claim of experiment.claims) {
      for (const { statistic } of [...claim.checks, ...(claim.context ?? [])]) {
        expect(() => statistic!(seed, [seed])).not.toThrow();
      }
    }
  });

  test("measures the same as a live run", async () => {
    const { metrics } = await run("simclr", {}, { body });
    const live = await run("simclr");
    expect(metrics["accuracy"]).toBe(live.metrics["accuracy"]);
    expect(metrics["rankme"]).toBeCloseTo(live.metrics["rankme"]!, 4);
  });
});

describe("judging", () => {
  /** Accuracies and ranks of the settings, in the order of the invariance sweep. */
  const seedWith = (ranks: number[], accuracies: number[]): SeedMetrics => {
    const ids = ["inv-1", "inv-5", "default", "inv-100", "inv-400"];
    return Object.fromEntries(ids.map((id, at) => [id, { rankme: ranks[at]!, accuracy: accuracies[at]! }]));
  };
  const statistics = (claim: string) =>
    experiment.claims
      .find(({ id }) => id === claim)!
      .checks.map((check) => (seed: SeedMetrics) => check.statistic!(seed, [seed]));

  test("ranks settings by both numbers", () => {
    const [correlation] = statistics("predicts-probe");
    expect(correlation!(seedWith([5, 4, 3, 2, 1], [0.9, 0.8, 0.7, 0.6, 0.5]))).toBeCloseTo(1, 12);
    expect(correlation!(seedWith([1, 2, 3, 4, 5], [0.9, 0.8, 0.7, 0.6, 0.5]))).toBeCloseTo(-1, 12);
  });

  test("compares the chosen setting with the best and with the mean", () => {
    const [behindBest, aheadOfMean] = statistics("selects-without-labels");
    const seed = seedWith([3, 9, 2, 1, 1], [0.8, 0.7, 0.6, 0.5, 0.4]);
    expect(behindBest!(seed)).toBeCloseTo(-0.1, 12);
    expect(aheadOfMean!(seed)).toBeCloseTo(0.1, 12);
  });
});
