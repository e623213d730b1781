import { expect, test } from "vitest";
import { descent } from "../test/fixture/experiment.ts";
import { cellsOf, metricsBySeed, protocolOf, protocolsOf } from "./cell.ts";
import { verificationSeeds } from "./seeds.ts";

test("claims that share runs share a protocol", () => {
  expect(descent.claims).toHaveLength(3);
  expect(protocolsOf(descent).map(({ id }) => id)).toEqual(["faster", "scales"]);
  expect(() => protocolOf(descent, "slower")).toThrow('descent has no protocol "slower"');
});

test("cells are treatments × seeds with all controls set", () => {
  const protocol = protocolOf(descent, "faster");
  const changed = { ...protocol, treatments: [{ id: "fast", arm: "plain", controls: { rate: 0.3 } }] };
  expect(cellsOf(descent, protocol)).toHaveLength(10);
  expect(cellsOf(descent, changed)[0]).toEqual({
    slug: "descent",
    protocol: "faster",
    version: 1,
    treatment: "fast",
    arm: "plain",
    seed: verificationSeeds("descent", protocol)[0],
    controls: { rate: 0.3, steps: 20, mood: "calm", loud: false },
  });
});

test("metrics are grouped by seed whatever the order of the results", () => {
  const protocol = protocolOf(descent, "faster");
  const results = cellsOf(descent, protocol)
    .map((cell, i) => ({ cell, metrics: { loss: i }, seconds: 1, target: "jit" as const }))
    .reverse();
  const foreign = {
    ...results[0]!,
    cell: { ...results[0]!.cell, protocol: "scales" },
    metrics: { loss: -1 },
  };
  const seeds = metricsBySeed("descent", protocol, [foreign, ...results]);
  expect(seeds).toHaveLength(5);
  expect(seeds[1]).toEqual({ momentum: { loss: 2 }, plain: { loss: 3 } });
});
