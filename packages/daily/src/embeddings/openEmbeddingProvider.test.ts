import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeTinyEncoder } from "../../test/tinyEncoder.ts";
import { InvalidInputError } from "../errors.ts";
import { openEmbeddingProvider, readEmbeddingSettings } from "./openEmbeddingProvider.ts";

test("settings from the environment", () => {
  expect(readEmbeddingSettings({})).toBeNull();
  expect(readEmbeddingSettings({ EMBEDDING_URL: "", EMBEDDING_FOLDER: "" })).toBeNull();
  expect(readEmbeddingSettings({ EMBEDDING_FOLDER: tmpdir() })).toEqual({ folder: tmpdir() });
  const remote = { EMBEDDING_URL: "http://localhost:11434/v1", EMBEDDING_MODEL: "made-up" };
  expect(readEmbeddingSettings(remote)).toEqual({ url: remote.EMBEDDING_URL, model: "made-up" });
  expect(readEmbeddingSettings({ ...remote, EMBEDDING_API_KEY: "key" })).toMatchObject({ apiKey: "key" });
  for (const wrong of [
    { EMBEDDING_URL: "localhost" },
    { EMBEDDING_URL: remote.EMBEDDING_URL },
    { EMBEDDING_FOLDER: "/nowhere/at/all" },
    { ...remote, EMBEDDING_FOLDER: tmpdir() },
  ]) {
    expect(() => readEmbeddingSettings(wrong)).toThrow(InvalidInputError);
  }
});

test("a model behind an address", async () => {
  let answer = "";
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const provider = await openEmbeddingProvider({ url, model: "made-up" }, "test");
  try {
    answer = JSON.stringify({ data: [{ index: 0, embedding: [3, 4] }] });
    expect(await provider.embedQuery("margin")).toEqual(Float32Array.from([0.6, 0.8]));
    answer = "busy";
    await expect(provider.embedQuery("margin")).rejects.toThrow("not JSON");
  } finally {
    await provider.close();
    server.closeAllConnections();
    server.close();
  }
});

test("a model in a folder", async () => {
  const folder = mkdtempSync(join(tmpdir(), "offprint-encoder-"));
  writeTinyEncoder(folder);
  const provider = await openEmbeddingProvider({ folder }, "test");
  try {
    expect(await provider.embedQuery("margin")).toHaveLength(8);
  } finally {
    await provider.close();
    rmSync(folder, { recursive: true });
  }
});
