import { choice, range, toggle } from "@offprint/lab";
import { describe, expect, test } from "vitest";
import type { LabDeclaration } from "../paper.ts";
import { defaultSettings, readSettings, writeSettings } from "./settings.ts";

const lab: LabDeclaration = {
  slug: "paper",
  controls: {
    tau: range({ label: "τ", help: "", min: 0, max: 2, step: 0.1, default: 1 }),
    form: choice({ label: "Form", help: "", options: { plain: "Plain", hard: "Hard" }, default: "plain" }),
    optimism: toggle({ label: "Optimism", help: "", default: true }),
  },
  arms: {
    method: { label: "Method", role: "method", help: "" },
    baseline: { label: "Baseline", role: "baseline", help: "" },
    other: { label: "Other", role: "baseline", help: "" },
  },
  liveArms: ["method", "baseline"],
  processorOnly: false,
  plots: {},
  preview: {},
};
const read = (search: string) => readSettings(lab, new URLSearchParams(search));

describe("settings in the address", () => {
  test("an empty address is the default", () => {
    expect(read("")).toEqual({ settings: defaultSettings(lab), problems: [] });
    expect(writeSettings(lab, defaultSettings(lab))).toBe("");
  });

  test.each([
    "?tau=1.5",
    "?form=hard&optimism=false",
    "?arms=method%2Cother&seed=7&device=webgpu",
    "?tau=0.3&arms=baseline",
  ])("%s comes back", (search) => {
    const { settings, problems } = read(search);
    expect(problems).toEqual([]);
    expect(writeSettings(lab, settings)).toBe(search);
  });

  test("arms take the experiment's order", () => {
    expect(read("?arms=other,method").settings.arms).toEqual(["method", "other"]);
  });

  test.each([
    ["?tau=9", /tau: expected a number from 0 to 2, received 9/],
    ["?tau=", /tau/],
    ["?form=odd", /form: expected one of plain, hard/],
    ["?optimism=perhaps", /optimism: expected on or off/],
    ["?arms=nobody", /arms: .*received nobody/],
    ["?seed=1.5", /seed/],
    ["?seed=1000000", /seed/],
    ["?device=abacus", /device/],
    ["?beta=1", /beta/],
  ])("%s is reported and takes its default", (search, message) => {
    const { settings, problems } = read(search);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
    expect(settings).toEqual(defaultSettings(lab));
  });

  test("a wrong value leaves the others", () => {
    expect(read("?tau=9&seed=3").settings.seed).toBe(3);
  });
});
