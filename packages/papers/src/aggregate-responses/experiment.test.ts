import { rng } from "@offprint/datasets";
import { mean, parseValues, type SeedMetrics } from "@offprint/lab";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import { liveRuns, plotsOf } from "../../test/liveRuns.ts";
import { shownSizes } from "./curves.ts";
import experiment from "./experiment.ts";
import { bestRho, predictRisk } from "./prediction.ts";
import { disposeRegression, drawRegression, squaredError } from "./regression.ts";

const { runner, job, liveRun } = liveRuns(experiment, { dim: 20, ratio: 8, bagSize: 5, draws: 1 });

describe("a live run", () => {
  test("fills every plot between its arms and ends in numbers", async () => {
    const runs = await Promise.all(experiment.liveArms.map((arm) => liveRun(job(arm))));
    const frames = runs.flatMap((run) => run.frames);
    expect(plotsOf(frames)).toEqual(Object.keys(experiment.plots).sort());
    for (const { metrics } of runs) expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
  });

  test("is decided by its seed", async () => {
    const isPrivate = true;
    expect(await liveRun(job("instance", { isPrivate }))).toEqual(
      await liveRun(job("instance", { isPrivate })),
    );
    expect(await liveRun(job("bag"))).not.toEqual(await liveRun(job("bag", {}, 2)));
  });

  test("shares its data between arms: bags of one leave nothing to choose", async () => {
    const [bag, instance] = await Promise.all(
      ["bag", "instance"].map(async (arm) => (await liveRun(job(arm, { bagSize: 1 }))).metrics),
    );
    expect(bag!["risk"]).toBeCloseTo(instance!["risk"]!, 9);
    expect(bag!["predictedRisk"]).toBeCloseTo(20 / 140, 9);
  });

  test("says so where there are fewer bags than features", async () => {
    const { frames, metrics } = await liveRun(job("bag", { bagSize: 10 }));
    expect(metrics["risk"]).toBeNaN();
    expect(frames).toContainEqual(
      expect.objectContaining({ plot: "outcome", text: expect.stringMatching("no estimate") }),
    );
  });

  test("leaves risks out of the plot that would dwarf all others", async () => {
    const { frames, metrics } = await liveRun(job("bag", { bagSize: 8, noise: 3 }));
    expect(metrics["risk"]).toBeGreaterThan(5);
    const heights = frames.flatMap((frame) =>
      frame.kind === "line" && frame.plot === "byWeight" ? frame.points.map(([, y]) => y) : [],
    );
    expect(heights.length).toBeGreaterThan(0);
    expect(heights.every(Number.isNaN)).toBe(true);
  });

  test("adds the reader's budget to those of the private curves", async () => {
    const { frames } = await liveRun(job("instance", { isPrivate: true, epsilon: 3 }));
    const groups = frames.flatMap((frame) =>
      frame.kind === "scatter" ? frame.points.map(({ group }) => group) : [],
    );
    expect([...new Set(groups)]).toEqual(["ε = 8", "ε = 4", "ε = 3", "ε = 2", "ε = 1"]);
  });

  test("stops when it is told to", async () => {
    const stop = new AbortController();
    const run = runner.run(job("instance"), { signal: stop.signal, onFrame: () => stop.abort() });
    await expect(run).rejects.toThrow(/abort/i);
  });

  test("leaves no buffers behind", async () => {
    const given = job("instance", { isPrivate: true });
    await liveRun(given);
    expect(await leakedBuffers(async () => void (await liveRun(given)))).toBe(0);
  });

  test("looks at bag sizes up to beyond n/d, the pole among them", () => {
    for (const ratio of [4, 20, 40]) {
      const sizes = shownSizes(ratio);
      expect(sizes).toContain(ratio);
      expect(sizes[0]).toBe(1);
      expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
    }
  });
});

describe("the regression problem", () => {
  const setting = { samples: 600, dim: 30, noise: 1 };

  test("has a parameter vector of length 1 and is left over in part by bags that don't fit", async () => {
    const regression = drawRegression(rng(1), setting);
    expect(Math.hypot(...regression.truth)).toBeCloseTo(1, 12);
    expect(await squaredError(regression, { bagSize: 7, rho: 0.1 })).toBeGreaterThan(0);
    disposeRegression(regression);
  });

  test("without noise is solved exactly at the level of bags", async () => {
    const regression = drawRegression(rng(1), { ...setting, noise: 0 });
    expect(await squaredError(regression, { bagSize: 10, rho: 0 })).toBeLessThan(1e-20);
    disposeRegression(regression);
  });

  test("has the predicted risk, with private averages too", async () => {
    const stream = rng(5);
    const privacy = { clip: 6, epsilon: 3 };
    const errors: number[] = [];
    for (let draw = 0; draw < 20; draw++) {
      const regression = drawRegression(stream, setting);
      errors.push(await squaredError(regression, { bagSize: 5, rho: 0.3, privacy }));
      disposeRegression(regression);
    }
    const { risk } = predictRisk(setting, { bagSize: 5, rho: 0.3, privacy });
    expect(mean(errors) / risk).toBeGreaterThan(0.85);
    expect(mean(errors) / risk).toBeLessThan(1.15);
  });

  test("is predicted to be solved best by a weight between the ends, for large bags", () => {
    expect(bestRho({ samples: 2000, dim: 100, noise: 1 }, { bagSize: 10 })).toBeCloseTo(10 ** -1.25, 9);
    expect(bestRho({ samples: 2000, dim: 100, noise: 0 }, { bagSize: 10 })).toBe(0);
    expect(bestRho({ samples: 2000, dim: 100, noise: 2 }, { bagSize: 10 })).toBeGreaterThan(0.2);
  });
});

describe("claims", () => {
  test.each(experiment.claims)("$id: its runs measure what its checks ask for", async (claim) => {
    const { treatments, run } = claim.protocol;
    const seeds: SeedMetrics[] = [{}, {}];
    for (const [i, seed] of seeds.entries()) {
      for (const { id, arm, controls } of treatments) {
        const values = parseValues(experiment.controls, { ...controls, dim: 20 });
        const job = { slug: experiment.slug, arm, seed: i + 1, controls: values };
        const running = run!({ ...job, signal: new AbortController().signal, compile: undefined as never });
        let step = await running.next();
        while (!step.done) step = await running.next();
        seed[id] = step.value;
      }
    }
    const { checks, context = [] } = claim;
    for (const check of [...checks, ...context]) {
      const values =
        "overall" in check && check.overall
          ? [check.overall(seeds)]
          : seeds.map((seed) => check.statistic!(seed, seeds));
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });
});
