import { describe, expect, test } from "vitest";
import { descent } from "../test/fixture/experiment.ts";
import type { Experiment } from "./experiment.ts";
import type { Environment, Results } from "./results.ts";
import { inProcessRunner } from "./runner.ts";
import { limitSeeds, verify, type VerifyOptions } from "./verify.ts";

const environment: Environment = {
  versions: { node: "24.0.0" },
  machine: { cpu: "abacus", cores: 1, platform: "wood" },
  target: "jit/wasm",
};

const verifyDescent = (changes: Partial<VerifyOptions> = {}, experiment: Experiment = descent) =>
  verify(experiment, { runner: inProcessRunner(async () => experiment), environment, jobs: 2, ...changes });

/** What must not change from one verification to the next. */
function numbersOf({ claims, cells, picture }: Results) {
  const withoutSeconds = Object.values(cells).map((list) => list.map(({ seconds: _, ...cell }) => cell));
  return { claims: claims.map(({ date: _, ...claim }) => claim), cells: withoutSeconds, picture };
}

/** The fixture with one of its protocols changed. */
function withVersion(version: number): Experiment {
  const { protocol } = descent.claims[2]!;
  const claims = descent.claims.map((claim) =>
    claim.protocol === protocol ? { ...claim, protocol: { ...protocol, version } } : claim,
  );
  return { ...descent, claims };
}

describe("verify", () => {
  test("judges every claim by runs at all verification seeds", async () => {
    const results = await verifyDescent();
    expect(results.claims.map(({ claim, verdict }) => [claim, verdict])).toEqual([
      ["faster", "reproduced"],
      ["converges", "reproduced"],
      ["scales", "contradicted"],
    ]);
    expect(results.cells["faster"]).toHaveLength(10);
    expect(results.cells["scales"]).toHaveLength(6);
    expect(results.claims[0]!.protocol.seeds).toHaveLength(5);
    expect(results.environment).toEqual(environment);
    expect(results.history).toEqual([]);
  });

  test("gives the same numbers again", async () => {
    const again = await verifyDescent({ jobs: 1 });
    expect(numbersOf(again)).toEqual(numbersOf(await verifyDescent({ jobs: 3 })));
  });

  test("takes the picture from live runs of the usual arms", async () => {
    const { picture } = await verifyDescent();
    expect(Object.keys(picture)).toEqual(["momentum", "plain"]);
    expect(picture["plain"]).toMatchObject([{ kind: "line", plot: "loss" }]);
    expect((picture["plain"]![0] as { points: unknown[] }).points).toHaveLength(20);
  });

  test("records what is not a number as null", async () => {
    const diverging: Experiment = {
      ...descent,
      // eslint-disable-next-line require-yield -- a run may have nothing to show
      async *run() {
        return { loss: NaN, position: 1 };
      },
    };
    const { claims, cells } = await verifyDescent({}, diverging);
    expect(claims.map(({ verdict }) => verdict)).toEqual(["inconclusive", "inconclusive", "inconclusive"]);
    expect(cells["scales"]![0]!.metrics).toEqual({ loss: null, position: 1 });
  });

  test("with some claims only, runs their protocols and keeps the rest", async () => {
    const previous = await verifyDescent();
    const results = await verifyDescent({ previous, claims: ["converges"] });
    expect(results.claims.map(({ claim }) => claim)).toEqual(["faster", "converges", "scales"]);
    expect(results.claims[2]).toBe(previous.claims[2]);
    expect(results.cells["scales"]).toBe(previous.cells["scales"]);
    expect(results.cells["faster"]).not.toBe(previous.cells["faster"]);
    expect(results.picture).toBe(previous.picture);
    expect(results.history).toEqual([]);
  });

  test("a new version of a protocol has new seeds, and the old result goes into the history", async () => {
    const first = await verifyDescent();
    const second = await verifyDescent({ previous: first }, withVersion(2));
    expect(second.history).toEqual([first.claims[2]]);
    expect(second.claims[2]!.protocol.seeds).not.toEqual(first.claims[2]!.protocol.seeds);
    const third = await verifyDescent({ previous: second }, withVersion(3));
    expect(third.history).toEqual([second.claims[2], first.claims[2]]);
  });

  test("so does a verdict that has changed, and a claim that is gone", async () => {
    const first = await verifyDescent();
    const other = { ...first.claims[0]!, verdict: "contradicted" as const };
    const gone = { ...first.claims[0]!, claim: "gone" };
    const previous = { ...first, claims: [other, ...first.claims.slice(1), gone] };
    expect((await verifyDescent({ previous })).history).toEqual([other, gone]);
  });

  test("a result from elsewhere says where it is from", async () => {
    const elsewhere = { ...environment, target: "jit/webgpu" };
    const previous = await verifyDescent({ environment: elsewhere });
    const { claims } = await verifyDescent({ previous, claims: ["scales"] });
    expect(claims.map((claim) => claim.environment)).toEqual([elsewhere, elsewhere, undefined]);
  });

  test("runs that measure time go alone", async () => {
    let atOnce = 0;
    const timed: Experiment = {
      ...descent,
      claims: descent.claims.slice(2).map((claim) => ({
        ...claim,
        protocol: {
          ...claim.protocol,
          measuresTime: true,
          // eslint-disable-next-line require-yield -- as above
          async *run() {
            atOnce++;
            await new Promise((resolve) => setTimeout(resolve, 1));
            return { loss: atOnce-- };
          },
        },
      })),
    };
    const { cells } = await verifyDescent({ jobs: 4 }, timed);
    expect(cells["scales"]!.map(({ metrics }) => metrics["loss"])).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

test("limitSeeds leaves the first seeds, and claims that share a protocol still share it", async () => {
  const quick = limitSeeds(descent, 2);
  expect(quick.claims[0]!.protocol).toBe(quick.claims[1]!.protocol);
  const [all, few] = [await verifyDescent(), await verifyDescent({}, quick)];
  expect(few.claims[0]!.protocol.seeds).toEqual(all.claims[0]!.protocol.seeds.slice(0, 2));
  expect(few.claims[0]!.checks[0]!.perSeed).toEqual(all.claims[0]!.checks[0]!.perSeed.slice(0, 2));
});
