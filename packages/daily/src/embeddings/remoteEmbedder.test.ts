import { expect, test } from "vitest";
import { EmbeddingError } from "./embeddingProvider.ts";
import { type PostJson, remoteEmbedder } from "./remoteEmbedder.ts";

const options = { url: "https://models.example.org/v1/", model: "made-up-embed" };

test("asks as the interface wants it, and puts the answers in order", async () => {
  const asked: Parameters<PostJson>[] = [];
  const post: PostJson = async (...request) => {
    asked.push(request);
    const { input } = request[1] as { input: string[] };
    return { data: input.map((text, index) => ({ index, embedding: [text.length, 0] })).reverse() };
  };
  const embedder = remoteEmbedder({ ...options, apiKey: "key", post });
  expect(embedder.model).toBe("made-up-embed");
  const vectors = await embedder.embedPapers(Array.from({ length: 70 }, (_, index) => "x".repeat(index + 1)));
  expect(vectors).toHaveLength(70);
  expect(vectors[69]).toEqual(Float32Array.from([1, 0]));
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual([
    "https://models.example.org/v1/embeddings",
    { model: "made-up-embed", input: expect.any(Array), encoding_format: "float" },
    { authorization: "Bearer key" },
    60_000,
  ]);
  expect(await embedder.embedQuery("xyz")).toEqual(Float32Array.from([1, 0]));
  expect(asked.at(-1)!.at(-1)).toBe(3000);
});

test.each([
  ["another shape", { vectors: [] }, "not one of vectors"],
  ["nothing", null, "not one of vectors"],
  ["too few", { data: [] }, "lacks the vector of text 1 of 1"],
  ["the same twice", { data: [{ index: 1, embedding: [1] }] }, "lacks the vector of text 1 of 1"],
  ["a vector of zeros", { data: [{ index: 0, embedding: [0, 0] }] }, "without length"],
])("refuses an answer of %s", async (_, answer, message) => {
  const embedder = remoteEmbedder({ ...options, post: async () => answer });
  await expect(embedder.embedQuery("margin")).rejects.toThrow(message);
  await expect(embedder.embedQuery("margin")).rejects.toThrow(EmbeddingError);
});
