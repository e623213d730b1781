import { expect, test } from "vitest";
import { describeEnvironment } from "./describeEnvironment.ts";

test("names versions, machine and target", () => {
  const { versions, machine, target } = describeEnvironment();
  expect(versions).toEqual({
    offprint: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    "@jax-js/jax": expect.stringMatching(/^\d+\.\d+\.\d+$/),
    node: process.versions.node,
  });
  expect(machine.cpu).not.toBe("");
  expect(machine.cores).toBeGreaterThan(0);
  expect(target).toBe("jit/wasm");
});
