import { choice, range, toggle } from "@offprint/lab";
import { expect, test } from "vitest";
import { controlFlag, controlOptions, describeControl } from "./controlFlags.ts";

const controls = {
  learningRate: range({ label: "Rate", help: "Step size.", min: 0, max: 1, step: 0.1, default: 0.5 }),
  rule: choice({ label: "Rule", help: "", options: { borda: "Borda", bloc: "Bloc" }, default: "bloc" }),
  noisy: toggle({ label: "Noisy", help: "", default: false, advanced: true }),
};

test("a control's flag is its name with dashes, and leads back to it", () => {
  expect(controlFlag("learningRate")).toBe("--learning-rate");
  expect(controlFlag("tau")).toBe("--tau");
  expect(controlOptions(controls).map((option) => option.attributeName())).toEqual(Object.keys(controls));
});

test("says what a control takes", () => {
  expect(Object.values(controls).map(describeControl)).toEqual([
    "0 to 1, default 0.5",
    "borda, bloc; default bloc",
    "on or off, default off",
  ]);
});
