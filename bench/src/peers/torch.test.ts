import { describe, expect, test } from "vitest";
import { defineCase } from "../benchCase.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { missingTorch, startTorch } from "./torch.ts";

const size = { rows: 2 };
const inputs = {
  x: { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) },
  labels: { shape: [2], values: Int32Array.of(1, 0) },
};

const withTorch = (torch: string | null) =>
  defineCase({
    name: "any",
    sizes: [size, size],
    inputs: () => inputs,
    offprint: ({ x }) => compiledValueAndGradient((z) => z!.sum(), [x]),
    tfjs: null,
    torch,
  });

const labelled = withTorch(`
def make(x, labels, rows):
    def picked():
        return rows * x.gather(1, labels[:, None]).sum()
    return value_and_gradient(picked, x)
`);

describe("PyTorch, where it is installed", () => {
  test("gets inputs and sizes by name, returns values and gradients, tells what went wrong", async ({
    skip,
  }) => {
    const torch = await startTorch();
    if (!torch) return skip("no python3 with torch on the path");
    try {
      expect(torch.description).toEqual({
        version: expect.stringMatching(/^\d+\.\d+/) as string,
        blas: expect.any(String) as string,
      });
      const contender = (await torch.peer.prepare(labelled, size, inputs))!;
      const outputs = await contender.outputs();
      expect(outputs.map((x) => Array.from(x))).toEqual([[10], [0, 2, 2, 0]]);
      expect(await contender.time(3)).toBeGreaterThan(0);

      const faulty = withTorch("def make(x):\n    return 1 / 0");
      await expect(torch.peer.prepare(faulty, size, inputs)).rejects.toThrow("ZeroDivisionError");
      expect(await torch.peer.prepare(withTorch(null), size, inputs)).toBeNull();
    } finally {
      await torch.stop();
    }
  }, 60_000);
});

test("without PyTorch there is a peer that never competes", async () => {
  expect(missingTorch.nameFor(labelled)).toBe("pytorch");
  expect(await missingTorch.prepare(labelled, size, inputs)).toBeNull();
});
