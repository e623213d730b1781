import { describe, expect, test } from "vitest";
import { classificationDataset, regressionDataset } from "./dataset.ts";
import { expectBadArgument } from "./internal/testing.ts";

const source = { name: "toy", licence: "none", url: "", sha256: "" };
const points = classificationDataset({
  data: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
  shape: [3, 2],
  labels: Int32Array.of(0, 1, 1),
  featureNames: ["a", "b"],
  classNames: ["no", "yes"],
  source,
});
const line = regressionDataset({
  data: Float64Array.of(0.1, 0.2),
  shape: [2, 1],
  targets: Float64Array.of(1.1, 2.2),
  featureNames: ["a"],
  source,
});

describe("toArrays", () => {
  test("gives float32 features and int32 labels", () => {
    const { x, y } = points.toArrays();
    expect([x.shape, x.dtype, y.shape, y.dtype]).toEqual([[3, 2], "float32", [3], "int32"]);
    expect(x.dataSync()).toEqual(Float32Array.from(points.data));
    expect(y.dataSync()).toEqual(points.labels);
  });

  test("gives float64 where asked, targets included", () => {
    const { x, y } = line.toArrays({ dtype: "float64" });
    expect([x.dtype, y.dtype, y.shape]).toEqual(["float64", "float64", [2]]);
    expect(x.dataSync()).toEqual(line.data);
    expect(y.dataSync()).toEqual(line.targets);
  });

  test("gives new arrays on each call", () => {
    const first = line.toArrays();
    first.x.dispose();
    first.y.dispose();
    const second = line.toArrays();
    expect(second.y.dataSync()).toEqual(Float32Array.of(1.1, 2.2));
    second.x.dispose();
  });

  test("refuses another dtype", async () => {
    // @ts-expect-error not a float type
    await expectBadArgument("dtype", () => points.toArrays({ dtype: "int32" }));
  });
});
