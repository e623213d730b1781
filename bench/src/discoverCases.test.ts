import * as losses from "@offprint/methods/losses";
import * as metrics from "@offprint/methods/metrics";
import * as online from "@offprint/methods/online";
import * as optimizers from "@offprint/methods/optimizers";
import * as selection from "@offprint/methods/selection";
import * as theory from "@offprint/methods/theory";
import * as training from "@offprint/methods/training";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { casesOf, discoverCases } from "./discoverCases.ts";

const exported = Object.keys({
  ...losses,
  ...metrics,
  ...online,
  ...optimizers,
  ...selection,
  ...theory,
  ...training,
});

test("every file of methods is a case of that name, of an exported function", async () => {
  const files = readdirSync(new URL("methods", import.meta.url));
  const names = (await casesOf("methods")).map(({ name }) => name);
  expect(names.map((name) => `${name}.ts`)).toEqual(files.sort());
  expect(exported).toEqual(expect.arrayContaining(names));
});

test("programs are cases as well, and no two have the same name", async () => {
  const names = (await discoverCases()).map(({ name }) => name);
  expect(names).toContain("perceptron training step");
  expect(new Set(names).size).toBe(names.length);
});
