import { existsSync } from "node:fs";
import { z } from "zod";
import { InvalidInputError } from "../errors.ts";
import { guardedFetch } from "../net/guardedFetch.ts";
import { EmbeddingError, type EmbeddingProvider } from "./embeddingProvider.ts";
import { localEmbedder } from "./localEmbedder.ts";
import { type PostJson, remoteEmbedder } from "./remoteEmbedder.ts";

/** Where vectors come from. */
export type EmbeddingSettings =
  /** A model on this machine. */
  | { folder: string }
  /** A model behind an OpenAI-compatible interface. */
  | { url: string; model: string; apiKey?: string };

const environmentShape = z.object({
  EMBEDDING_FOLDER: z.string().optional(),
  EMBEDDING_URL: z.url({ protocol: /^https?$/ }).optional(),
  EMBEDDING_MODEL: z.string().optional(),
  EMBEDDING_API_KEY: z.string().optional(),
});

/**
 * Reads where vectors come from from environment variables: `EMBEDDING_FOLDER`, or `EMBEDDING_URL` with
 * `EMBEDDING_MODEL` and, if it wants one, `EMBEDDING_API_KEY`.
 * @returns null where nothing is set: search is by words
 * @throws InvalidInputError
 */
export function readEmbeddingSettings(
  environment: Record<string, string | undefined>,
): EmbeddingSettings | null {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const result = environmentShape.safeParse(given);
  if (!result.success)
    throw new InvalidInputError("EMBEDDING_URL", "an http(s) address", given.EMBEDDING_URL);
  const { EMBEDDING_FOLDER: folder, EMBEDDING_URL: url, EMBEDDING_MODEL: model } = result.data;
  if (folder !== undefined && url !== undefined) {
    throw new InvalidInputError("EMBEDDING_URL", "left out where EMBEDDING_FOLDER is set", url);
  }
  if (folder !== undefined) {
    if (!existsSync(folder)) throw new InvalidInputError("EMBEDDING_FOLDER", "a folder with a model", folder);
    return { folder };
  }
  if (url === undefined) return null;
  if (model === undefined) throw new InvalidInputError("EMBEDDING_MODEL", "the name of a model", "nothing");
  const apiKey = result.data.EMBEDDING_API_KEY;
  return { url, model, ...(apiKey !== undefined && { apiKey }) };
}

/**
 * Opens the model.
 * @throws EmbeddingError
 */
export async function openEmbeddingProvider(
  settings: EmbeddingSettings,
  userAgent: string,
): Promise<EmbeddingProvider> {
  if ("folder" in settings) return localEmbedder(settings);
  const fetch = guardedFetch({ userAgent, origins: [], trustedOrigins: [new URL(settings.url).origin] });
  const provider = remoteEmbedder({ ...settings, post: postThrough(fetch) });
  return { ...provider, close: () => fetch.close() };
}

const limits = { bytes: 64 * 1024 * 1024, types: ["application/json"] };

function postThrough(fetch: ReturnType<typeof guardedFetch>): PostJson {
  return async (url, body, headers, time) => {
    const answer = await fetch.post(url, body, headers, { ...limits, time });
    try {
      return JSON.parse(Buffer.from(answer.body).toString("utf8")) as unknown;
    } catch (error) {
      throw new EmbeddingError("The model's answer is not JSON.", { cause: error });
    }
  };
}
