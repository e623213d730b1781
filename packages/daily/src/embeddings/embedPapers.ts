import { sql } from "drizzle-orm";
import type { Database } from "../database/handle.ts";
import { plainTex } from "../search/plainTex.ts";
import { EmbeddingError, type EmbeddingProvider } from "./embeddingProvider.ts";

export interface EmbedOptions {
  signal?: AbortSignal;
  /** Called after each batch that is stored. */
  onProgress?: (embedded: number) => void;
}

const batchSize = 64;

/** What an embedding was made of, so that a changed title or abstract is embedded again. */
const textHash = sql`md5(p.title || E'\n' || p.abstract)`;

/**
 * Embeds all papers that have no vector of this model yet or whose text has changed, the newest first. Every batch is
 * stored as it comes: stopped at any point, it goes on where it was. When it has been through once, the model counts
 * as ready and vectors of other models are removed.
 * @returns how many papers were embedded
 * @throws EmbeddingError, or the signal's reason
 */
export async function embedPapers(
  db: Database,
  provider: EmbeddingProvider,
  { signal, onProgress }: EmbedOptions = {},
): Promise<number> {
  let embedded = 0;
  for (let before: number | null = null; ;) {
    signal?.throwIfAborted();
    const batch = await nextBatch(db, provider.model, before);
    if (batch.length === 0) break;
    const texts = batch.map(({ title, abstract }) => plainTex(`${title}\n${abstract}`));
    await store(db, provider.model, batch, await provider.embedPapers(texts));
    before = batch.at(-1)!.id;
    embedded += batch.length;
    onProgress?.(embedded);
  }
  await db.execute(sql`
    insert into setting (key, value) values (${readyKey(provider.model)}, to_jsonb(now()))
    on conflict (key) do nothing`);
  await forgetOtherModels(db, provider.model);
  return embedded;
}

async function forgetOtherModels(db: Database, model: string): Promise<void> {
  await db.execute(
    sql`delete from setting where starts_with(key, ${readyKey("")}) and key <> ${readyKey(model)}`,
  );
  await db.execute(sql`delete from embedding where model <> ${model}`);
}

/** True if all papers that were there have been embedded once with this model. */
export async function isModelReady(db: Database, model: string): Promise<boolean> {
  const found = await db.execute(sql`select key from setting where key = ${readyKey(model)}
    and exists (select from embedding where model = ${model})`);
  return found.rows.length > 0;
}

const readyKey = (model: string) => `embedded:${model}`;

interface Candidate {
  id: number;
  title: string;
  abstract: string;
  hash: string;
}

async function nextBatch(db: Database, model: string, before: number | null): Promise<Candidate[]> {
  const found = await db.execute<Candidate & Record<string, unknown>>(sql`
    select p.id, p.title, p.abstract, ${textHash} as hash
    from paper p left join embedding e on e.paper_id = p.id and e.model = ${model}
    where (e.paper_id is null or e.text_hash <> ${textHash}) and (${before}::int is null or p.id < ${before}::int)
    order by p.id desc limit ${batchSize}`);
  return found.rows;
}

async function store(
  db: Database,
  model: string,
  batch: Candidate[],
  vectors: Float32Array[],
): Promise<void> {
  const size = vectors[0]?.length ?? 0;
  if (vectors.length !== batch.length || vectors.some((vector) => vector.length !== size)) {
    throw new EmbeddingError("The model did not give one vector of one size for each text.");
  }
  const rows = batch.map(({ id, hash }, index) => ({ id, hash, vector: `{${vectors[index]!.join(",")}}` }));
  // A paper can be gone since it was read.
  await db.execute(sql`
    insert into embedding (paper_id, model, text_hash, vector, embedded_at)
    select given.id, ${model}, given.hash, given.vector::real[], clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id int, hash text, vector text)
    join paper p on p.id = given.id
    on conflict (paper_id, model) do update
      set text_hash = excluded.text_hash, vector = excluded.vector, embedded_at = excluded.embedded_at`);
}
