import { describe, expect, test } from "vitest";
import type { ClassificationDataset } from "../dataset.ts";
import { sum } from "../internal/testing.ts";
import { loadBreastCancer } from "./loadBreastCancer.ts";
import { loadDiabetes } from "./loadDiabetes.ts";
import { loadIris } from "./loadIris.ts";
import { loadWine } from "./loadWine.ts";

const tables = [
  { name: "iris", load: loadIris, shape: [150, 4], fileSum: 2078.7, classes: [50, 50, 50] },
  { name: "wine", load: loadWine, shape: [178, 13], fileSum: 159975.295999, classes: [59, 71, 48] },
  {
    name: "breast cancer",
    load: loadBreastCancer,
    shape: [569, 30],
    fileSum: 1056474.4596356,
    classes: [212, 357],
  },
];

function column(data: Float32Array | Float64Array, width: number, index: number): number[] {
  return [...data].filter((_, i) => i % width === index);
}

function classCounts({ labels, classNames }: ClassificationDataset): number[] {
  return classNames.map((_, k) => labels.filter((label) => label === k).length);
}

describe.each(tables)("$name", ({ load, shape, fileSum, classes }) => {
  test("has the known values and classes", async () => {
    const table = await load();
    expect(table.shape).toEqual(shape);
    expect(table.data).toHaveLength(shape[0]! * shape[1]!);
    expect(table.featureNames).toHaveLength(shape[1]!);
    expect(sum(table.data)).toBeCloseTo(fileSum, 6);
    expect(classCounts(table)).toEqual(classes);
  });

  test("standardizes each column", async () => {
    const table = await load({ standardize: true });
    for (let j = 0; j < shape[1]!; j++) {
      const values = column(table.data, shape[1]!, j);
      expect(sum(values) / values.length).toBeCloseTo(0, 12);
      expect(sum(values.map((value) => value ** 2)) / values.length).toBeCloseTo(1, 12);
    }
  });
});

test("classes have their names", async () => {
  expect((await loadIris()).classNames).toEqual(["setosa", "versicolor", "virginica"]);
  expect((await loadBreastCancer()).classNames).toEqual(["malignant", "benign"]);
});

describe("diabetes", () => {
  test("has the known values", async () => {
    const diabetes = await loadDiabetes({ scaled: false });
    expect(diabetes.shape).toEqual([442, 10]);
    expect(sum(diabetes.data)).toBeCloseTo(276404.2336, 6);
    expect(sum(diabetes.targets)).toBe(67243);
    expect(sum(diabetes.targets) / 442).toBeCloseTo(152.13348416, 8);
    expect([Math.min(...diabetes.targets), Math.max(...diabetes.targets)]).toEqual([25, 346]);
    expect(diabetes.featureNames.slice(0, 4)).toEqual(["age", "sex", "bmi", "bp"]);
  });

  test("is scaled unless told otherwise: columns of mean 0 and sum of squares 1", async () => {
    const { data } = await loadDiabetes();
    for (let j = 0; j < 10; j++) {
      expect(sum(column(data, 10, j))).toBeCloseTo(0, 12);
      expect(sum(column(data, 10, j).map((value) => value ** 2))).toBeCloseTo(1, 12);
    }
  });
});
