import { Tokenizer } from "@huggingface/tokenizers";
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { EmbeddingError, type EmbeddingProvider, toUnitLength } from "./embeddingProvider.ts";

export interface LocalEmbedderOptions {
  /**
   * A model as Transformers.js has them: `tokenizer.json`, `tokenizer_config.json`, `config.json` and
   * `onnx/model.onnx` (or a quantized form of it). Pooling and prompts are read from the files that sentence
   * transformers add.
   */
  folder: string;
  /** Processor cores that one run may use; default 1. */
  threads?: number;
}

/** Texts that go through the model at once. */
const batchSize = 16;
/** Tokens looked at of a text, whatever a model can take: abstracts are shorter. */
const mostTokens = 512;
/** Forms of the weights, the exact one first. */
const weightFiles = [
  "model.onnx",
  "model_fp16.onnx",
  "model_quantized.onnx",
  "model_int8.onnx",
  "model_q4.onnx",
];

/**
 * An embedding model on this machine, run by ONNX Runtime.
 * @throws EmbeddingError if the folder holds no model that can be used
 */
export async function localEmbedder({
  folder,
  threads = 1,
}: LocalEmbedderOptions): Promise<EmbeddingProvider> {
  const weights = findWeights(folder);
  const files = await readModelFiles(folder);
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(weights, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  }).catch((error: unknown) => {
    throw new EmbeddingError(`${weights} cannot be run: ${messageOf(error)}`, { cause: error });
  });
  const tokenizer = makeTokenizer(folder, files);
  const model = `${basename(resolve(folder))}@${(await hashOf(weights)).slice(0, 12)}`;

  async function embed(texts: readonly string[]): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += batchSize) {
      const batch = texts.slice(start, start + batchSize).map((text) => encode(tokenizer, text, files));
      const output = await run(session, batch, files.padding, Tensor);
      vectors.push(...pool(output, batch, files.pooling).map(toUnitLength));
    }
    return vectors;
  }

  return {
    model,
    embedPapers: (texts) => embed(texts.map((text) => files.prompts.paper + text)),
    embedQuery: async (text) => (await embed([files.prompts.query + text]))[0]!,
    close: () => session.release(),
  };
}

async function loadRuntime() {
  try {
    const runtime = await import("onnxruntime-node");
    return "default" in runtime ? (runtime.default as typeof runtime) : runtime;
  } catch (error) {
    throw new EmbeddingError(`ONNX Runtime does not run on this machine: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function findWeights(folder: string): string {
  const places = weightFiles.flatMap((name) => [join(folder, "onnx", name), join(folder, name)]);
  const found = places.find((place) => existsSync(place));
  if (!found) throw new EmbeddingError(`${folder} holds no model: there is no onnx/model.onnx in it.`);
  return found;
}

interface ModelFiles {
  tokenizer: object;
  tokenizerConfig: object;
  /** How the vectors of the tokens become one. */
  pooling: "mean" | "first";
  /** What the model wants to stand before a text. */
  prompts: { paper: string; query: string };
  /** Tokens that it takes at most. */
  longest: number;
  /** The token that fills up short texts. */
  padding: number;
}

async function readModelFiles(folder: string): Promise<ModelFiles> {
  const tokenizer = await readJson(folder, "tokenizer.json");
  if (!tokenizer) throw new EmbeddingError(`${folder} holds no tokenizer.json.`);
  const tokenizerConfig = (await readJson(folder, "tokenizer_config.json")) ?? {};
  const config = (await readJson(folder, "config.json")) ?? {};
  const poolingConfig = (await readJson(folder, "1_Pooling/config.json")) ?? {};
  const prompts = ((await readJson(folder, "config_sentence_transformers.json"))?.prompts ?? {}) as Record<
    string,
    string | undefined
  >;
  const limits = [mostTokens, config.max_position_embeddings, tokenizerConfig.model_max_length];
  return {
    tokenizer,
    tokenizerConfig,
    pooling: poolingConfig.pooling_mode_cls_token === true ? "first" : "mean",
    prompts: { paper: prompts.document ?? prompts.passage ?? "", query: prompts.query ?? "" },
    longest: Math.min(...limits.filter((limit): limit is number => typeof limit === "number" && limit > 2)),
    padding: typeof config.pad_token_id === "number" ? config.pad_token_id : 0,
  };
}

async function readJson(folder: string, name: string): Promise<Record<string, unknown> | null> {
  const file = join(folder, name);
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  } catch (error) {
    throw new EmbeddingError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function makeTokenizer(folder: string, { tokenizer, tokenizerConfig }: ModelFiles): Tokenizer {
  try {
    return new Tokenizer(tokenizer, tokenizerConfig);
  } catch (error) {
    throw new EmbeddingError(`The tokenizer in ${folder} cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** A text as numbers of tokens; one that is too long keeps its beginning and its last, closing token. */
function encode(tokenizer: Tokenizer, text: string, { longest }: ModelFiles): number[] {
  const { ids } = tokenizer.encode(text);
  return ids.length <= longest ? ids : [...ids.slice(0, longest - 1), ids.at(-1)!];
}

async function run(
  session: InferenceSession,
  batch: number[][],
  padding: number,
  TensorClass: typeof Tensor,
): Promise<Tensor> {
  const width = Math.max(...batch.map((ids) => ids.length));
  const tensor = (fill: (ids: number[], place: number) => number) => {
    const values = batch.flatMap((ids) =>
      Array.from({ length: width }, (_, place) => BigInt(fill(ids, place))),
    );
    return new TensorClass("int64", BigInt64Array.from(values), [batch.length, width]);
  };
  const inputs: Record<string, () => Tensor> = {
    input_ids: () => tensor((ids, place) => ids[place] ?? padding),
    attention_mask: () => tensor((ids, place) => (place < ids.length ? 1 : 0)),
    token_type_ids: () => tensor(() => 0),
    position_ids: () => tensor((_, place) => place),
  };
  const unknown = session.inputNames.find((name) => !(name in inputs));
  if (unknown) throw new EmbeddingError(`The model asks for "${unknown}": it is no text encoder.`);
  const feeds = Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]!()]));
  const outputs = await session.run(feeds).catch((error: unknown) => {
    throw new EmbeddingError(`The model stopped: ${messageOf(error)}`, { cause: error });
  });
  const output = outputs.sentence_embedding ?? outputs.last_hidden_state ?? outputs[session.outputNames[0]!];
  if (output?.type !== "float32") throw new EmbeddingError("The model's output is not of type float32.");
  return output;
}

/** One vector per text, of [texts, size] as it is or of [texts, tokens, size] by pooling. */
function pool(output: Tensor, batch: number[][], pooling: ModelFiles["pooling"]): Float32Array[] {
  const values = output.data as Float32Array;
  const size = output.dims.at(-1)!;
  if (output.dims.length === 2) return batch.map((_, text) => values.slice(text * size, (text + 1) * size));
  if (output.dims.length !== 3) throw new EmbeddingError("The model's output is no sequence of vectors.");
  const width = output.dims[1]!;
  return batch.map((ids, text) => {
    const tokens = pooling === "first" ? 1 : ids.length;
    const sum = new Float32Array(size);
    for (let token = 0; token < tokens; token++) {
      const start = (text * width + token) * size;
      for (let index = 0; index < size; index++) sum[index]! += values[start + index]!;
    }
    return sum;
  });
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
