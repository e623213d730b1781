import { defaultValues, mean } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { rankingsNeeded } from "./claims.ts";
import { controls } from "./controls.ts";
import experiment from "./experiment.ts";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { choosePanel, makeJudge } from "./quality.ts";
import { type RuleName, rules, seats } from "./rules.ts";
import { simulate, type Simulation } from "./simulation.ts";

const { runner, job, liveRun } = liveRuns(experiment, { items: 20, rankings: 50 });

test("every arm is a rule", () => {
  expect(Object.keys(experiment.arms)).toEqual(Object.keys(rules));
});

describe("a live run", () => {
  test.each(Object.keys(experiment.arms))("of %s fills every plot and ends in numbers", async (arm) => {
    const { frames, metrics } = await liveRun(job(arm));
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
  });

  test("is decided by its seed", async () => {
    const swapped = { biasModel: "swapping" };
    expect(await liveRun(job("sntv", swapped))).toEqual(await liveRun(job("sntv", swapped)));
    expect(await liveRun(job("sntv", swapped))).not.toEqual(await liveRun(job("sntv", swapped, 2)));
  });

  test("stops when it is told to", async () => {
    const stop = new AbortController();
    const run = runner.run(job("borda"), { signal: stop.signal, onFrame: () => stop.abort() });
    await expect(run).rejects.toThrow(/abort/i);
  });

  test("leaves no buffers behind", async () => {
    const given = job("borda", { biasModel: "swapping" });
    await liveRun(given);
    expect(await leakedBuffers(async () => void (await liveRun(given)))).toBe(0);
  });
});

describe("the simulation", () => {
  const chosen = { ...defaultValues(controls), items: 20 };
  const firstPlaces = ({ biased, groups }: Simulation) =>
    biased.order.filter((item, at) => at % 20 === 0 && groups[item] === 1).length;

  test("keeps noise and groups when the bias changes", async () => {
    const [mild, strong] = [
      await simulate(3, { ...chosen, bias: 0 }),
      await simulate(3, { ...chosen, bias: 3 }),
    ];
    expect(strong.groups).toEqual(mild.groups);
    expect(strong.unbiased).toEqual(mild.unbiased);
    expect(firstPlaces(strong)).toBeLessThan(firstPlaces(mild));
  });

  test("draws fewer rankings as the first of more", async () => {
    const [few, many] = [await simulate(3, chosen, 10), await simulate(3, chosen)];
    expect(few.biased.order).toEqual(many.biased.order.slice(0, 200));
  });

  test("disadvantages half of the items", async () => {
    const { groups } = await simulate(4, chosen, 10);
    expect(groups.reduce((sum, group) => sum + group, 0)).toBe(10);
  });

  test.each(Object.keys(rules) as RuleName[])("%s: the best panel has quality 1", async (name) => {
    const simulation = await simulate(5, { ...chosen, bias: 0 }, 10);
    const judge = makeJudge(simulation, name);
    expect(judge.quality(judge.best)).toEqual({ quality: 1, normalizedQuality: 1 });
    expect(judge.best.filter((item) => simulation.groups[item] === 1)).toHaveLength(judge.bestSeats);
  });

  test.each(["borda", "bloc", "sntv"] as const)("%s: panels have quality 0 on average", async (name) => {
    const judge = makeJudge(await simulate(5, chosen, 10), name);
    const balanced = Array.from({ length: 20 }, (_, first) =>
      Array.from({ length: seats }, (_, i) => (first + i) % 20),
    );
    expect(mean(balanced.map((panel) => judge.quality(panel).normalizedQuality))).toBeCloseTo(0, 9);
  });

  test("bordaCc: a random panel gets what the average over all panels gets", () => {
    const pairs = Array.from({ length: 10 }, (_, a) => Array.from({ length: a }, (_, b) => [a, b])).flat();
    const positions = Array.from({ length: 10 }, (_, p) => p);
    const firstOf = (left: number[]) => positions.find((p) => !left.includes(p))!;
    const average = mean(pairs.map((left) => 9 - firstOf(left)));
    expect(rules.bordaCc.randomPanelScore(10)).toBeCloseTo(average, 12);
  });

  test("a panel keeps its promise", async () => {
    const simulation = await simulate(6, { ...chosen, bias: 3 });
    const panel = choosePanel(simulation, "sntv", 100, 5);
    expect(panel.filter((item) => simulation.groups[item] === 1)).toHaveLength(5);
  });
});

test("rankings needed are the first good enough, or a number beyond all", () => {
  expect(rankingsNeeded([0.2, 0.95, 0.5, 0.99])).toBe(10);
  expect(rankingsNeeded(Array(11).fill(0.89))).toBe(20_000);
});
