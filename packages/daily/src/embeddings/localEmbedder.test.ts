import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeTinyEncoder, type TinyEncoderOptions } from "../../test/tinyEncoder.ts";
import { EmbeddingError } from "./embeddingProvider.ts";
import { localEmbedder } from "./localEmbedder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "offprint-encoder-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function withEncoder<Result>(
  options: TinyEncoderOptions,
  use: (embedder: Awaited<ReturnType<typeof localEmbedder>>) => Promise<Result>,
): Promise<Result> {
  writeTinyEncoder(folder, options);
  const embedder = await localEmbedder({ folder });
  try {
    return await use(embedder);
  } finally {
    await embedder.close();
  }
}

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

test("vectors have unit length, and near meanings are near", () =>
  withEncoder({}, async (embedder) => {
    const [margin, hinge, pixel] = await embedder.embedPapers([
      "Margin losses",
      "hinge surrogates",
      "Pixel camera",
    ]);
    for (const vector of [margin, hinge, pixel]) expect(cosine(vector!, vector!)).toBeCloseTo(1, 5);
    expect(cosine(margin!, hinge!)).toBeGreaterThan(0.8);
    expect(cosine(margin!, pixel!)).toBeLessThan(0.5);
  }));

test("neither the company of longer texts nor the size of batches matters", () =>
  withEncoder({}, async (embedder) => {
    const texts = Array.from({ length: 35 }, (_, index) => "margin regret pixel ".repeat(1 + (index % 4)));
    const together = await embedder.embedPapers(["margin", ...texts]);
    expect(together).toHaveLength(36);
    const alone = await embedder.embedQuery("margin");
    expect(cosine(alone, together[0]!)).toBeCloseTo(1, 5);
    expect(await embedder.embedPapers([])).toEqual([]);
  }));

test("a text that is too long keeps its beginning", () =>
  withEncoder({}, async (embedder) => {
    const [long, cut] = await embedder.embedPapers(["margin ".repeat(500), "margin ".repeat(14)]);
    expect(cosine(long!, cut!)).toBeCloseTo(1, 5);
  }));

test("an empty text has a vector too", () =>
  withEncoder({}, async (embedder) => expect(await embedder.embedQuery("")).toHaveLength(8)));

test("pooling and prompts are those of the model", async () => {
  const mean = await withEncoder({}, (embedder) => embedder.embedQuery("pixel"));
  const first = await withEncoder({ pooling: "first" }, (embedder) => embedder.embedQuery("pixel"));
  expect(cosine(mean, first)).toBeLessThan(0.99);
  await withEncoder({ queryPrompt: "margin " }, async (embedder) => {
    const [paper] = await embedder.embedPapers(["margin pixel"]);
    expect(cosine(await embedder.embedQuery("pixel"), paper!)).toBeCloseTo(1, 5);
  });
});

test("the name tells one model's weights from another's", async () => {
  const names: string[] = [];
  for (const seed of [1, 1, 2]) names.push(await withEncoder({ seed }, async ({ model }) => model));
  expect(names[0]).toMatch(/^offprint-encoder-.+@[0-9a-f]{12}$/);
  expect(names[1]).toBe(names[0]);
  expect(names[2]).not.toBe(names[0]);
});

test("says what is wrong with a folder", async () => {
  const wrong = (text: string) => expect(localEmbedder({ folder })).rejects.toThrow(text);
  await wrong("holds no model");
  writeTinyEncoder(folder);
  writeFileSync(join(folder, "tokenizer.json"), "{");
  await wrong("tokenizer.json cannot be read");
  writeFileSync(join(folder, "tokenizer.json"), "{}");
  await wrong("cannot be used");
  rmSync(join(folder, "tokenizer.json"));
  await wrong("holds no tokenizer.json");
  writeTinyEncoder(folder);
  writeFileSync(join(folder, "onnx", "model.onnx"), "not a model");
  await wrong("cannot be run");
  await expect(localEmbedder({ folder })).rejects.toThrow(EmbeddingError);
});
