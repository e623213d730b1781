import { parseValues, protocolsOf } from "@offprint/lab";
import { describe, expect, test } from "vitest";
import { loadExperiment, paperSlugs } from "./registry.ts";

describe.each(paperSlugs())("%s", (slug) => {
  test("every treatment names an arm and settings that exist", async () => {
    const experiment = await loadExperiment(slug);
    for (const { treatments } of protocolsOf(experiment)) {
      const ids = treatments.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { arm, controls = {} } of treatments) {
        expect(experiment.arms).toHaveProperty(arm);
        expect(parseValues(experiment.controls, controls)).toMatchObject(controls);
      }
    }
  });

  test("live arms and picture exist", async () => {
    const experiment = await loadExperiment(slug);
    for (const arm of experiment.liveArms) expect(experiment.arms).toHaveProperty(arm);
    expect(experiment.plots).toHaveProperty(experiment.picture.plot);
  });

  test("one claim is the headline", async () => {
    const { claims } = await loadExperiment(slug);
    expect(claims.filter((claim) => claim.headline)).toHaveLength(1);
  });
});
