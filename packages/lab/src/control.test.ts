import { InvalidArgumentError } from "@offprint/methods";
import { describe, expect, test } from "vitest";
import { choice, defaultValues, parseValues, range, toggle } from "./control.ts";

const controls = {
  rate: range({ label: "Rate", help: "", min: 0, max: 1, step: 0.1, default: 0.5 }),
  rule: choice({ label: "Rule", help: "", options: { borda: "Borda", bloc: "Bloc" }, default: "bloc" }),
  noisy: toggle({ label: "Noisy", help: "", default: false }),
};

test("defaults are those of the declaration", () => {
  expect(defaultValues(controls)).toEqual({ rate: 0.5, rule: "bloc", noisy: false });
});

describe("parseValues", () => {
  test("fills in what is left out", () => {
    expect(parseValues(controls, { rule: "borda" })).toEqual({ rate: 0.5, rule: "borda", noisy: false });
    expect(parseValues(controls, { rate: undefined })).toEqual(defaultValues(controls));
  });

  test("reads texts as the control's kind says", () => {
    expect(parseValues(controls, { rate: "0.25", noisy: "on" })).toMatchObject({ rate: 0.25, noisy: true });
    expect(parseValues(controls, { rate: "1e-1", noisy: "0" })).toMatchObject({ rate: 0.1, noisy: false });
  });

  test("takes both limits of a range", () => {
    expect(parseValues(controls, { rate: 0 }).rate).toBe(0);
    expect(parseValues(controls, { rate: 1 }).rate).toBe(1);
  });

  test.each([
    ["rate", -0.01],
    ["rate", "1.01"],
    ["rate", ""],
    ["rate", "much"],
    ["rate", NaN],
    ["rate", true],
    ["rule", "sntv"],
    ["rule", 1],
    ["noisy", "maybe"],
    ["noisy", 1],
    ["colour", "red"],
    ["toString", "x"],
  ])("rejects %s = %s and names the control", (name, value) => {
    expect(() => parseValues(controls, { [name]: value })).toThrow(InvalidArgumentError);
    expect(() => parseValues(controls, { [name]: value })).toThrow(name);
  });
});
