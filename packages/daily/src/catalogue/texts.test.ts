import { describe, expect, test } from "vitest";
import { authorKey } from "./authorKey.ts";
import { categoryName } from "./categories.ts";
import { findLinks } from "./findLinks.ts";
import { searchKeywords } from "./searchKeywords.ts";

test.each([
  ["Ada Example", "ada-example"],
  ["José Prueba Jr.", "jose-prueba-jr"],
  ["Łukasz Ørsted", "lukasz-orsted"],
  ["O'Brien, J.-P.", "o-brien-j-p"],
  ["王伟", "王伟"],
  ["Ａda", "ada"],
  ["!!", "unknown"],
])("the key of %s is %s", (name, key) => {
  expect(authorKey(name)).toBe(key);
});

describe("searchKeywords", () => {
  test("joins compounds with figures", () => {
    const paper = {
      key: "2601.01230",
      title: "GPT-4o on CIFAR-10",
      abstract: "CIFAR-10, ImageNet-1k, self-made, 1-2.",
    };
    expect(searchKeywords(paper)).toBe("2601.01230 gpt4o cifar10 imagenet1k");
  });

  test("stays short", () => {
    const abstract = Array.from({ length: 1000 }, (_, index) => `x-${index}`).join(" ");
    expect(searchKeywords({ key: "k", title: "", abstract }).split(" ")).toHaveLength(41);
  });
});

test("findLinks knows code, data and project pages from each other and leaves the paper out", () => {
  const text = `Code: https://github.com/example/margin. See https://example.github.io/margin/, data at
    (https://huggingface.co/datasets/example/m) and https://huggingface.co/example/model; https://arxiv.org/abs/2601.01230
    https://user:pw@example.org http://localhost/x https://github.com/example/margin`;
  expect(findLinks(text, "abstract")).toEqual([
    { url: "https://github.com/example/margin", kind: "code", origin: "abstract" },
    { url: "https://example.github.io/margin/", kind: "project", origin: "abstract" },
    { url: "https://huggingface.co/datasets/example/m", kind: "data", origin: "abstract" },
    { url: "https://huggingface.co/example/model", kind: "model", origin: "abstract" },
  ]);
});

test("categoryName has words for categories, and the category itself where there are none", () => {
  expect(["cs.LG", "hep-th", "xx.YY", "constructor"].map(categoryName)).toEqual([
    "Machine Learning",
    "High Energy Physics, Theory",
    "xx.YY",
    "constructor",
  ]);
});
