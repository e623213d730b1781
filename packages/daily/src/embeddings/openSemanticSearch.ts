import { sql } from "drizzle-orm";
import type { Database } from "../database/handle.ts";
import type { SemanticSearch } from "../search/semanticSearch.ts";
import type { EmbeddingProvider } from "./embeddingProvider.ts";
import { isModelReady } from "./embedPapers.ts";
import { exactIndex, pgvectorIndex } from "./vectorIndex.ts";

/**
 * Search by meaning with one model: vectors of the database where it has pgvector, else compared in this process.
 * @param vectors true if the database has pgvector
 */
export function openSemanticSearch(
  { db, vectors }: { db: Database; vectors: boolean },
  provider: EmbeddingProvider,
): SemanticSearch {
  const { model } = provider;
  const index = vectors ? pgvectorIndex(db, model) : exactIndex(db, model);
  return {
    model,
    isReady: () => isModelReady(db, model),
    nearestToText: async (text, limit) => index.nearest(await provider.embedQuery(text), limit),
    async nearestToPaper(id, limit) {
      const vector = await vectorOf(db, model, id);
      if (!vector) return null;
      const near = await index.nearest(vector, limit + 1);
      return near.filter((paper) => paper.id !== id).slice(0, limit);
    },
  };
}

async function vectorOf(db: Database, model: string, id: number): Promise<Float32Array | null> {
  const found = await db.execute<{ vector: string }>(sql`
    select to_jsonb(vector)::text as vector from embedding where paper_id = ${id} and model = ${model}`);
  const text = found.rows[0]?.vector;
  return text === undefined ? null : Float32Array.from(JSON.parse(text) as number[]);
}
