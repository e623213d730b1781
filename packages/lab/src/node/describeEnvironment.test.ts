import { expect, test } from "vitest";
import { describeEnvironment } from "./describeEnvironment.ts";

test("names versions, machine and target", () => {
  const { versions, machine, target } = describeEnvironment("jit");
  expect(versions).toEqual({
    offprint: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    "@jax-js/jax": expect.stringMatching(/^\d+\.\d+\.\d+$/),
    node: process.versions.node,
  });
  expect(machine.cpu).not.toBe("");
  expect(machine.cores).toBeGreaterThan(0);
  expect(target).toBe("jit/wasm");
});

test("names ONNX Runtime where programs run on it", () => {
  const { versions, target } = describeEnvironment("onnx");
  expect(versions["onnxruntime-node"]).toMatch(/^\d+\.\d+\.\d+$/);
  expect(target).toBe("onnx/cpu");
});
