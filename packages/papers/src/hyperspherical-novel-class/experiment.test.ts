import { numpy as np } from "@jax-js/jax";
import { rng } from "@offprint/datasets";
import { type Frame, protocolsOf } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { addNovelClass } from "@offprint/methods/training";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { drawCompanions } from "./batches.ts";
import experiment from "./experiment.ts";
import { answersOf, recognitionOf } from "./recognition.ts";
import { drawTask } from "./task.ts";

const { runner, job, liveRun } = liveRuns(experiment, { steps: 20 });
const [protocol] = protocolsOf(experiment);

describe("a live run", () => {
  test.each(Object.keys(experiment.arms))(
    "of %s fills every plot, and its metrics are shares",
    async (arm) => {
      const { frames, metrics } = await liveRun(job(arm));
      expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
      for (const share of Object.values(metrics)) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      expect(metrics["disjoint"]).toBeGreaterThan(0.3);
      expect(metrics["joint"]).toBeCloseTo((metrics["jointNovel"]! + metrics["jointBase"]!) / 2, 6);
    },
  );

  test("repeats itself, and starts all arms from the same embeddings", async () => {
    const first = await liveRun(job("triplet"));
    expect(await liveRun(job("triplet"))).toEqual(first);
    const sphere = ({ frames }: { frames: Frame[] }) =>
      frames.find((frame) => "plot" in frame && frame.plot === "sphere");
    expect(sphere(await liveRun(job("contrastive", { steps: 0 })))).toEqual(sphere(first));
  });

  test("goes to the ends of its controls", async () => {
    const extremes = [
      { baseClasses: 3, examples: 1, dimension: "3", scale: 2 },
      { baseClasses: 8, examples: 50, dimension: "3", scale: 40, noise: 0.5, steps: 5 },
    ];
    for (const controls of extremes) {
      const { metrics } = await liveRun(job("nsl", controls));
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    }
  });

  test("stops when it is told to, and leaves no buffers behind", async () => {
    const stopped = async () => {
      const stop = new AbortController();
      const onFrame = (frame: Frame) => void (frame.kind === "progress" && stop.abort());
      const run = runner.run(job("triplet"), { signal: stop.signal, onFrame });
      await expect(run).rejects.toThrow(/abort/i);
    };
    await stopped();
    expect(await leakedBuffers(stopped)).toBe(0);
    expect(await leakedBuffers(async () => void (await liveRun(job("softmax"))))).toBe(0);
  });
});

test("the run of the claims measures what checks and context ask for", async () => {
  const { metrics } = await runner.run({ ...job("nsl"), protocol: protocol!.id });
  expect(metrics).toEqual((await liveRun(job("nsl"))).metrics);
  const seed = Object.fromEntries(protocol!.treatments.map(({ id }) => [id, metrics]));
  for (const claim of experiment.claims) {
    expect(claim.protocol).toBe(protocol);
    for (const { statistic } of [...claim.checks, ...(claim.context ?? [])]) {
      expect(Number.isFinite(statistic!(seed, [seed]))).toBe(true);
    }
  }
});

test("a task parts base and novel digits, and examples are training images of their class", async () => {
  const task = await drawTask(rng(3), 6);
  expect([...task.digits].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const isNovel = (row: number) => task.train.classes[row]! >= 6;
  expect(task.baseRows.some(isNovel)).toBe(false);
  for (const draw of task.draws) {
    expect(draw).toHaveLength(4);
    for (const [i, rows] of draw.entries()) {
      expect(new Set(rows.map((row) => task.train.classes[row]!))).toEqual(new Set([6 + i]));
      expect(rows.length).toBeGreaterThanOrEqual(50);
    }
  }
});

test("companions are another of the class and one of another class", () => {
  const labels = Int32Array.of(0, 1, 0, 1, 2, 0);
  const { partners, strangers } = drawCompanions(rng(1), labels);
  for (const [at, label] of labels.entries()) {
    expect(labels[strangers[at]!]).not.toBe(label);
    expect(labels[partners[at]!]).toBe(label);
    expect(partners[at] === at).toBe(label === 2);
  }
});

describe("recognition", () => {
  const view = () => ({
    train: np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]]), // prettier-ignore
    test: np.array([[0.8, -0.6], [0, 1]]), // prettier-ignore
    base: np.array([[1, 0]]),
  });

  test("goes by the directions that adding class after class gives", async () => {
    const labels = np.array(Int32Array.of(-1, 0, 0, 1));
    const { directions, amongAll, amongNovel } = answersOf(2)(view(), labels);
    const { train, test: held, base } = view();
    held.dispose();
    const first = addNovelClass(base, train.ref.slice([1, 3]));
    const want: number[][] = await addNovelClass(first, train.slice([3, 4])).jsAsync();
    const got: number[][] = await directions.jsAsync();
    got.flat().forEach((value, i) => expect(value).toBeCloseTo(want.flat()[i]!, 5));
    expect(await amongAll.jsAsync()).toEqual([0, 1]);
    expect(await amongNovel.jsAsync()).toEqual([0, 0]);
  });

  test("counts shares of base and novel images apart", async () => {
    const task = {
      ...(await drawTask(rng(1), 5)),
      test: { images: new Float32Array(0), classes: Int32Array.of(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) },
    };
    const recognition = recognitionOf(
      { amongAll: [0, 7, 1, 2, 3, 4, 5, 0, 7, 0, 0], amongNovel: [0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0] },
      task,
    );
    expect(recognition).toMatchObject({ disjoint: 0.8, jointNovel: 0.4, joint: (0.4 + 5 / 6) / 2 });
    expect(recognition.confusion[0]!.filter((share) => share > 0)).toEqual([0.5, 0.5]);
  });
});
