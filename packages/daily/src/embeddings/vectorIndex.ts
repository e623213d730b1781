import { sql, type SQL } from "drizzle-orm";
import { createHash } from "node:crypto";
import type { Database } from "../database/handle.ts";
import type { NearPaper } from "../search/semanticSearch.ts";

/** Finds the papers whose vectors of one model are nearest to a vector. */
export interface VectorIndex {
  nearest(vector: Float32Array, limit: number): Promise<NearPaper[]>;
}

/** From so many papers on, an approximate index is made: below, comparing all is fast and exact. */
const indexedFrom = 50_000;

/** The database's own vectors, by pgvector. */
export function pgvectorIndex(db: Database, model: string): VectorIndex {
  return {
    nearest: (vector, limit) =>
      db.transaction(async (tx) => {
        // An HNSW scan ends after hnsw.ef_search rows, 40 if nobody says otherwise, unless it may go on.
        await tx.execute(sql`select set_config('hnsw.iterative_scan', 'strict_order', true),
          set_config('hnsw.ef_search', ${String(Math.min(1000, Math.max(100, 2 * limit)))}, true)`);
        const found = await tx.execute<{ id: number; similarity: number }>(
          nearestQuery(model, vector, limit),
        );
        return found.rows.map(({ id, similarity }) => ({ id, similarity }));
      }),
  };
}

/** The model's name stands in the statement and not in a parameter: only so a partial index can be used. */
function nearestQuery(model: string, vector: Float32Array, limit: number): SQL {
  const distance = sql`${vectorColumn(vector.length)} <=> ${`[${vector.join(",")}]`}::vector`;
  return sql`select paper_id as id, 1 - (${distance}) as similarity from embedding
    where model = ${literal(model)} order by ${distance} limit ${limit}`;
}

const vectorColumn = (size: number) => sql`(vector::vector(${sql.raw(String(size))}))`;
const literal = (text: string) => sql.raw(`'${text.replaceAll("'", "''").replaceAll("\0", "")}'`);

/** Name of the approximate index of a model. */
export function indexName(model: string): string {
  return `embedding_${createHash("sha256").update(model).digest("hex").slice(0, 16)}`;
}

/**
 * Makes the approximate index of a model where there are papers enough for one; idempotent.
 * @param size numbers of a vector; the index takes up to 2000
 */
export async function prepareVectorIndex(
  db: Database,
  model: string,
  size: number,
  from = indexedFrom,
): Promise<boolean> {
  const counted = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from embedding where model = ${model}`,
  );
  if (counted.rows[0]!.count < from || size > 2000) return false;
  await db.execute(sql`create index if not exists ${sql.identifier(indexName(model))} on embedding
    using hnsw (${vectorColumn(size)} vector_cosine_ops) where model = ${literal(model)}`);
  return true;
}

/** Reads of the table at once. */
const pageSize = 5000;
/** Vectors compared before other work gets its turn. */
const sliceSize = 10_000;
/** New vectors are looked for at most so often. */
const refreshEvery = 60_000;

/** All vectors of a model in this process, compared one by one: exact, for databases without pgvector. */
export function exactIndex(db: Database, model: string, now: () => number = Date.now): VectorIndex {
  const held = heldVectors();
  let newest = "-infinity";
  let freshUntil = 0;
  let loading: Promise<void> | null = null;

  async function load(): Promise<void> {
    for (let lastId = 0; ;) {
      const found = await db.execute<{ id: number; vector: Uint8Array; at: string }>(sql`
        select paper_id as id, array_send(vector) as vector, embedded_at::text as at
        from embedding where model = ${model} and (embedded_at, paper_id) > (${newest}::timestamptz, ${lastId}::int)
        order by embedded_at, paper_id limit ${pageSize}`);
      for (const { id, vector } of found.rows) held.set(id, readArray(vector));
      const last = found.rows.at(-1);
      if (!last) break;
      [newest, lastId] = [last.at, last.id];
    }
    freshUntil = now() + refreshEvery;
  }

  return {
    async nearest(vector, limit) {
      if (now() >= freshUntil) {
        await (loading ??= load().finally(() => {
          loading = null;
        }));
      }
      return held.nearest(vector, limit);
    },
  };
}

/** PostgreSQL's binary form of a one-dimensional real[]: five words of head, then length and value of each number. */
function readArray(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getInt32(12);
  return Float32Array.from({ length: size }, (_, index) => view.getFloat32(24 + 8 * index));
}

/** Vectors side by side in one block of memory that grows by doubling. */
function heldVectors() {
  const places = new Map<number, number>();
  let ids = new Int32Array(0);
  let values = new Float32Array(0);
  let size = 0;

  function grow(): void {
    const capacity = Math.max(1024, 2 * ids.length);
    const [oldIds, oldValues] = [ids, values];
    ids = new Int32Array(capacity);
    values = new Float32Array(capacity * size);
    ids.set(oldIds);
    values.set(oldValues);
  }

  return {
    set(id: number, vector: Float32Array): void {
      if (places.size === 0) size = vector.length;
      if (vector.length !== size) return;
      let place = places.get(id);
      if (place === undefined) {
        place = places.size;
        if (place === ids.length) grow();
        places.set(id, place);
        ids[place] = id;
      }
      values.set(vector, place * size);
    },

    async nearest(vector: Float32Array, limit: number): Promise<NearPaper[]> {
      const best: NearPaper[] = [];
      if (vector.length !== size) return best;
      for (let start = 0; start < places.size; start += sliceSize) {
        const end = Math.min(places.size, start + sliceSize);
        for (let place = start; place < end; place++) {
          const similarity = dot(values, place * size, vector);
          if (best.length === limit && similarity <= best.at(-1)!.similarity) continue;
          insertSorted(best, { id: ids[place]!, similarity });
          if (best.length > limit) best.pop();
        }
        if (end < places.size) await new Promise(setImmediate);
      }
      return best;
    },
  };
}

/** Four sums side by side, so that one addition need not wait for the other. */
function dot(values: Float32Array, start: number, vector: Float32Array): number {
  const size = vector.length;
  const even = size - (size % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let index = 0; index < even; index += 4) {
    a += values[start + index]! * vector[index]!;
    b += values[start + index + 1]! * vector[index + 1]!;
    c += values[start + index + 2]! * vector[index + 2]!;
    d += values[start + index + 3]! * vector[index + 3]!;
  }
  for (let index = even; index < size; index++) a += values[start + index]! * vector[index]!;
  return a + b + c + d;
}

function insertSorted(best: NearPaper[], item: NearPaper): void {
  let place = best.length;
  while (place > 0 && best[place - 1]!.similarity < item.similarity) place--;
  best.splice(place, 0, item);
}
