import { z } from "zod";
import { EmbeddingError, type EmbeddingProvider, toUnitLength } from "./embeddingProvider.ts";

/**
 * Sends JSON and gives back the answer's JSON: the way out that is guarded by whoever makes it.
 * @param time for the whole answer, in milliseconds
 */
export type PostJson = (
  url: string,
  body: unknown,
  headers: Record<string, string>,
  time: number,
) => Promise<unknown>;

export interface RemoteEmbedderOptions {
  /** Address that `/embeddings` is added to, e.g. "https://models.example.org/v1". */
  url: string;
  model: string;
  apiKey?: string;
  post: PostJson;
}

/** Texts of one request. */
const batchSize = 64;
/** Milliseconds for the papers of a batch, which nobody waits for, and for what somebody looks for. */
const paperTime = 60_000;
const queryTime = 3000;

const answerShape = z.object({
  data: z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()).min(1) })),
});

/** An embedding model behind an OpenAI-compatible interface. */
export function remoteEmbedder({ url, model, apiKey, post }: RemoteEmbedderOptions): EmbeddingProvider {
  const address = `${url.replace(/\/+$/, "")}/embeddings`;
  const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};

  async function embed(texts: readonly string[], time: number): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += batchSize) {
      const input = texts.slice(start, start + batchSize);
      const answer = await post(address, { model, input, encoding_format: "float" }, headers, time);
      vectors.push(...readAnswer(answer, input.length));
    }
    return vectors;
  }

  return {
    model,
    embedPapers: (texts) => embed(texts, paperTime),
    embedQuery: async (text) => (await embed([text], queryTime))[0]!,
    close: async () => {},
  };
}

/** The vectors in the order of the texts. */
function readAnswer(answer: unknown, count: number): Float32Array[] {
  const parsed = answerShape.safeParse(answer);
  if (!parsed.success) throw new EmbeddingError("The model's answer is not one of vectors.");
  const byIndex = new Map(parsed.data.data.map(({ index, embedding }) => [index, embedding]));
  return Array.from({ length: count }, (_, index) => {
    const vector = byIndex.get(index);
    if (!vector)
      throw new EmbeddingError(`The model's answer lacks the vector of text ${index + 1} of ${count}.`);
    return toUnitLength(Float32Array.from(vector));
  });
}
