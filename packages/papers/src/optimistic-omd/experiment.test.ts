import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { drawEnvironment, game } from "./environment.ts";
import experiment from "./experiment.ts";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { makePlayer } from "./players.ts";
import { finalRegret, playGame } from "./regret.ts";

const { runner, job, liveRun } = liveRuns(experiment, { horizon: 500 });

describe("a live run", () => {
  test.each(Object.keys(experiment.arms))("of %s fills every plot and ends in numbers", async (arm) => {
    const { frames, metrics } = await liveRun(job(arm));
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
  });

  test("is decided by its seed", async () => {
    expect(await liveRun(job("optimistic"))).toEqual(await liveRun(job("optimistic")));
    expect(await liveRun(job("optimistic"))).not.toEqual(await liveRun(job("optimistic", {}, 2)));
  });

  test("knows no bound where the target jumps", async () => {
    const { metrics } = await liveRun(job("ensemble", { kind: "switchingTarget" }));
    expect(metrics["regret"]).toBeGreaterThan(0);
    expect(metrics["bound"]).toBeNaN();
  });

  test("stops when it is told to", async () => {
    const stop = new AbortController();
    const run = runner.run(job("optimistic"), { signal: stop.signal, onFrame: () => stop.abort() });
    await expect(run).rejects.toThrow(/abort/i);
  });

  test("leaves no buffers behind", async () => {
    await liveRun(job("optimistic"));
    expect(await leakedBuffers(async () => void (await liveRun(job("optimistic"))))).toBe(0);
  });
});

describe("regret", () => {
  const calm = { kind: "noisyQuadratic", noise: 0, swing: 0, horizon: 500 } as const;
  const rough = { ...calm, noise: 0.5, swing: 0.3 };
  const options = { arm: "optimistic", horizon: 500, curvature: "convex", optimism: true } as const;
  const { signal } = new AbortController();

  test("is the plays' loss less that of the best fixed point", async () => {
    const { targets, horizon, ...rest } = await drawEnvironment(rough, 3);
    const rounds = [...playGame(makePlayer(options), { targets, horizon, ...rest })];
    const lossOf = (point: (t: number) => number[]) =>
      rounds.reduce(
        (sum, _, t) => sum + point(t).reduce((s, x, i) => s + (x - targets[t * game.dim + i]!) ** 2 / 2, 0),
        0,
      );
    const mean = Array.from(
      { length: game.dim },
      (_, i) => rounds.reduce((sum, _, t) => sum + targets[t * game.dim + i]!, 0) / horizon,
    );
    const expected = lossOf((t) => rounds[t]!.play) - lossOf(() => mean);
    expect(rounds.at(-1)!.regret).toBeCloseTo(expected, 8);
  });

  test("does not depend on the horizon in calm, for optimistic mirror descent alone", async () => {
    const regretOf = async (arm: string, horizon: number) =>
      finalRegret(
        makePlayer({ ...options, arm, horizon }),
        await drawEnvironment({ ...calm, horizon }, 1),
        signal,
      );
    expect(await regretOf("optimistic", 2000)).toBeCloseTo(await regretOf("optimistic", 500), 9);
    expect(await regretOf("descent", 2000)).toBeGreaterThan(1.5 * (await regretOf("descent", 500)));
  });

  test("counts noise and drift as the paper does", async () => {
    const { noiseTotal, driftTotal } = await drawEnvironment(rough, 1);
    expect(noiseTotal).toBeCloseTo(500 * 0.25, 9);
    expect(driftTotal).toBeCloseTo(4 * 0.09 * 499 + 0.25 + 0.09, 3);
  });

  test("without optimism the centre is played", async () => {
    const player = makePlayer({ ...options, optimism: false });
    player.learn([1, 0, 0, 0, 0]);
    expect(player.play()).toEqual([...player.center!()]);
    expect(player.play()[0]).toBeLessThan(0);
  });
});
