import { compile } from "@offprint/compile";
import {
  type Compile,
  type ControlValue,
  type Frame,
  type Metrics,
  parseValues,
  protocolsOf,
  type Run,
} from "@offprint/lab";
import { negativePenalties } from "@offprint/methods/theory";
import { leakedBuffers } from "@offprint/methods/testing";
import { numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import experiment from "./experiment.ts";
import { relativePenalties } from "./observation.ts";
import { tradeOffFrame } from "./plots.ts";
import { principalPlane } from "../shared/principalPlane.ts";

const compileHere: Compile = (fn) => compile(fn);
const [protocol] = protocolsOf(experiment);

interface Given {
  arm?: string;
  controls?: Record<string, ControlValue>;
  run?: Run;
  signal?: AbortSignal;
}

function start({ arm = "contrastive", controls = {}, run = experiment.run, signal }: Given = {}) {
  return run({
    arm,
    seed: 1,
    controls: parseValues(experiment.controls, { steps: 10, sweep: false, ...controls }),
    signal: signal ?? new AbortController().signal,
    compile: compileHere,
  });
}

async function runToEnd(given: Given = {}): Promise<{ frames: Frame[]; metrics: Metrics }> {
  const steps = start(given);
  const frames: Frame[] = [];
  for (;;) {
    const next = await steps.next();
    if (next.done) return { frames, metrics: next.value };
    frames.push(next.value);
  }
}

describe("declarations", () => {
  test("all claims share one protocol", () => {
    expect(protocolsOf(experiment)).toHaveLength(1);
    expect(experiment.claims).toHaveLength(4);
  });

  test("claims find their metrics", async () => {
    const { metrics } = await runToEnd({ run: protocol!.run! });
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    const seed = Object.fromEntries(protocol!.treatments.map(({ id }) => [id, metrics]));
    for (const claim of experiment.claims) {
      for (const { statistic } of [...claim.checks, ...(claim.context ?? [])]) {
        expect(() => statistic!(seed, [seed])).not.toThrow();
      }
    }
  });
});

describe("a live run", () => {
  test.each(Object.keys(experiment.arms))(
    "of %s brings frames for every plot and finite metrics",
    async (arm) => {
      const { frames, metrics } = await runToEnd({ arm });
      const shown = new Set(frames.flatMap((frame) => (frame.kind === "progress" ? [] : [frame.plot])));
      expect(shown).toEqual(new Set(Object.keys(experiment.plots)));
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      expect(metrics["tolerance"]).toBeGreaterThan(-1);
      expect(metrics["uniformity"]).toBeLessThan(0);
    },
  );

  test("compares with other temperatures if asked to, and ends its progress there", async () => {
    const { frames } = await runToEnd({ controls: { sweep: true } });
    const dots = frames.filter((frame) => frame.kind === "scatter" && frame.plot === "tradeOff").at(-1)!;
    const points = dots.kind === "scatter" ? dots.points : [];
    expect(points.map((point) => point.ringed)).toEqual([false, false, true, false, false]);
    expect(points[2]!.label).toBe("τ = 0.2");
    const ends = frames.filter((frame) => frame.kind === "progress").at(-1)!;
    expect(ends.done).toBe(ends.total);
  });

  test("ends at any number of steps", async () => {
    for (const steps of [0, 3]) {
      const { metrics } = await runToEnd({ arm: "simple", controls: { steps } });
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    }
  });

  test("gives the same metrics for the same seed, and those of the protocol's run", async () => {
    const { metrics } = await runToEnd();
    expect((await runToEnd()).metrics).toEqual(metrics);
    expect((await runToEnd({ run: protocol!.run! })).metrics).toEqual(metrics);
  });

  test("stops when it is told to", async () => {
    const controller = new AbortController();
    const steps = start({ signal: controller.signal, controls: { steps: 200 } });
    await steps.next();
    controller.abort(new Error("stopped"));
    const goOn = async () => {
      for (let i = 0; i < 10; i++) await steps.next();
    };
    await expect(goOn()).rejects.toThrow("stopped");
  });

  test("leaves no buffers behind, finished or stopped", async () => {
    const body = async () => {
      await runToEnd({ arm: "hardContrastive" });
      const steps = start();
      await steps.next();
      await steps.return({});
    };
    await body();
    expect(await leakedBuffers(body)).toBe(0);
  });
});

describe("the push that is plotted", () => {
  const similarities = [0.95, 0.6, 0.5, -0.2, 0.1];
  const pushes = async (loss: Parameters<typeof relativePenalties>[1]): Promise<number[]> =>
    relativePenalties(np.array([similarities]), loss).jsAsync();

  test("is the relative penalty of the softmax loss", async () => {
    const [expected]: number[][] = await negativePenalties(np.array([similarities]), {
      temperature: 0.3,
    }).jsAsync();
    for (const [i, push] of (await pushes({ temperature: 0.3 })).entries())
      expect(push).toBeCloseTo(expected![i]!, 5);
  });

  test("is even for the simple loss, and 0 on the easy negatives of a hard one", async () => {
    expect(await pushes({ form: "simple" })).toEqual([0, 0.25, 0.25, 0.25, 0.25]);
    expect(await pushes({ form: "simple", hardFraction: 0.5 })).toEqual([0, 0.5, 0.5, 0, 0]);
  });
});

test("dots of the trade-off stand in order of temperature; labels that would cover one another are left out", () => {
  const dot = (temperature: number, uniformity: number) => ({
    temperature,
    uniformity,
    tolerance: 0.5,
    own: false,
  });
  const frame = tradeOffFrame([dot(0.2, -2.8), dot(0.1, -2.9), dot(0.05, -3.1), dot(1, -2)]);
  const points = frame.kind === "scatter" ? frame.points : [];
  expect(points.map(({ x, label }) => [x, label])).toEqual([
    [-3.1, "τ = 0.05"],
    [-2.9, undefined],
    [-2.8, "τ = 0.2"],
    [-2, "τ = 1"],
  ]);
});

test("the shadow keeps lengths within the widest plane and turns group 0 to the right, group 1 up", async () => {
  const directions = [[0, -1, 0], [0, 0, 0.6], [0, 1, 0], [0.1, 0, -0.6]]; // prettier-ignore
  const shadow = await principalPlane(directions, [0, 1, 2, 3]);
  const expected = [[1, 0], [0, 0.6], [-1, 0]]; // prettier-ignore
  for (const [i, [x, y]] of expected.entries()) {
    expect(shadow[i]![0]).toBeCloseTo(x!, 1);
    expect(shadow[i]![1]).toBeCloseTo(y!, 1);
  }
});
