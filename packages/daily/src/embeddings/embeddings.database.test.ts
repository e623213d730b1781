import { sql } from "drizzle-orm";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertPapers, testPaper } from "../../test/insertPapers.ts";
import { madeUpPapers, seededRandom } from "../../test/madeUpPapers.ts";
import { writeTinyEncoder } from "../../test/tinyEncoder.ts";
import type { Database } from "../database/handle.ts";
import { searchPapers } from "../search/searchPapers.ts";
import { similarPapers } from "../search/similarPapers.ts";
import { describeDatabases } from "../testing/databases.ts";
import { EmbeddingError, type EmbeddingProvider, toUnitLength } from "./embeddingProvider.ts";
import { embedPapers, isModelReady } from "./embedPapers.ts";
import { localEmbedder } from "./localEmbedder.ts";
import { openSemanticSearch } from "./openSemanticSearch.ts";
import { exactIndex, indexName, pgvectorIndex, prepareVectorIndex } from "./vectorIndex.ts";

const titles = [
  "Hinge Surrogates",
  "Pixel Segmentation with a Camera",
  "Regret of a Bandit Policy",
  "Pairwise Margins",
];
const papers = titles.map((title, index) =>
  testPaper({
    key: `2601.0000${index + 1}`,
    title,
    abstract: "",
    authors: [],
    publishedAt: new Date(2026, 0, index + 1),
  }),
);

/** The provider, with a note of what it was asked. */
function watched(provider: EmbeddingProvider, failAfter = Infinity) {
  const texts: string[] = [];
  const embed = async (asked: readonly string[]) => {
    if (texts.length >= failAfter) throw new EmbeddingError("gone");
    texts.push(...asked);
    return provider.embedPapers(asked);
  };
  return { texts, provider: { ...provider, embedPapers: embed } };
}

const count = async (db: Database) =>
  (await db.execute<{ count: number }>(sql`select count(*)::int as count from embedding`)).rows[0]!.count;

describeDatabases("embeddings", (database) => {
  let folder: string;
  let encoder: EmbeddingProvider;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "offprint-encoder-"));
    writeTinyEncoder(folder);
    encoder = await localEmbedder({ folder });
  });
  afterAll(async () => {
    await encoder.close();
    rmSync(folder, { recursive: true });
  });

  test("search by meaning finds what has none of the words, with and without pgvector", async () => {
    const ids = await insertPapers(database.db, papers);
    await embedPapers(database.db, encoder);
    for (const vectors of new Set([database.open.vectors, false])) {
      const semantic = openSemanticSearch({ db: database.db, vectors }, encoder);
      const result = await searchPapers(database.db, "margin", { semantic });
      expect(result.mode).toBe("hybrid");
      expect(result.items.slice(0, 2).map((paper) => paper.title)).toEqual([
        "Pairwise Margins",
        "Hinge Surrogates",
      ]);
      const filtered = await searchPapers(database.db, "margin before:2026-01-02", { semantic });
      expect(filtered.items.map((paper) => paper.title)).toEqual(["Hinge Surrogates"]);
      const similar = await similarPapers(database.db, ids[0]!, { semantic });
      expect([similar.by, similar.items.map((paper) => paper.title)]).toEqual([
        "meaning",
        ["Pairwise Margins"],
      ]);
    }
  });

  test("the job goes on where it was stopped, and sees changed texts", async () => {
    await insertPapers(database.db, madeUpPapers({ count: 150, seed: 2 }));
    const broken = watched(encoder, 100);
    await expect(embedPapers(database.db, broken.provider)).rejects.toThrow("gone");
    expect(await count(database.db)).toBe(128);
    expect(await isModelReady(database.db, encoder.model)).toBe(false);

    const steps: number[] = [];
    const whole = watched(encoder);
    expect(await embedPapers(database.db, whole.provider, { onProgress: (done) => steps.push(done) })).toBe(
      22,
    );
    expect(steps).toEqual([22]);
    expect(new Set([...broken.texts, ...whole.texts]).size).toBe(150);
    expect(await isModelReady(database.db, encoder.model)).toBe(true);

    await database.db.execute(sql`update paper set title = 'Margin' where id = (select min(id) from paper)`);
    const again = watched(encoder);
    expect(await embedPapers(database.db, again.provider)).toBe(1);
    expect(again.texts[0]).toMatch(/^Margin /);
    await expect(
      embedPapers(database.db, encoder, { signal: AbortSignal.abort(new Error("stopped")) }),
    ).rejects.toThrow("stopped");
  });

  test("vectors of two models are never mixed; the old ones stay until the new are complete", async () => {
    await insertPapers(database.db, papers);
    await embedPapers(database.db, encoder);
    const other: EmbeddingProvider = {
      model: "other 'model'",
      embedPapers: async (texts) => texts.map(() => Float32Array.from([1, 0])),
      embedQuery: async () => Float32Array.from([1, 0]),
      close: async () => {},
    };
    const failing = { ...other, embedPapers: async () => [Float32Array.from([1])] };
    await expect(embedPapers(database.db, failing)).rejects.toThrow(EmbeddingError);
    expect(await isModelReady(database.db, encoder.model)).toBe(true);
    expect(await isModelReady(database.db, other.model)).toBe(false);
    await embedPapers(database.db, other);
    expect(await count(database.db)).toBe(4);
    expect(await isModelReady(database.db, encoder.model)).toBe(false);
    const semantic = openSemanticSearch({ db: database.db, vectors: database.open.vectors }, other);
    await expect(embedPapers(database.db, watched(encoder, 0).provider)).rejects.toThrow("gone");
    expect(await isModelReady(database.db, encoder.model)).toBe(false);
    expect(await semantic.nearestToText("anything", 10)).toHaveLength(4);
  });

  test("new, changed and removed vectors reach the index in memory", async () => {
    await insertPapers(database.db, papers);
    await embedPapers(database.db, encoder);
    let clock = 0;
    const index = exactIndex(database.db, encoder.model, () => clock);
    const query = await encoder.embedQuery("camera");
    expect(await index.nearest(query, 10)).toHaveLength(4);
    await insertPapers(database.db, [testPaper({ key: "2601.00009", title: "Camera", abstract: "" })]);
    await embedPapers(database.db, encoder);
    expect(await index.nearest(query, 10)).toHaveLength(4);
    clock = 61_000;
    const near = await index.nearest(query, 10);
    expect(near).toHaveLength(5);
    expect(near[0]!.similarity).toBeCloseTo(1, 5);
    expect(await index.nearest(Float32Array.from([1]), 10)).toEqual([]);
  });

  test("indexes agree with comparing all", { timeout: 60_000 }, async (context) => {
    if (!database.open.vectors) return context.skip("no pgvector in this PostgreSQL");
    const [size, rows, queries] = [16, 2000, 200];
    const random = seededRandom(3);
    // Around a few centres, as texts are; an HNSW index has its worst case in noise.
    const centres = Array.from({ length: 20 }, () => Array.from({ length: size }, () => 2 * random() - 1));
    const vector = () => {
      const centre = centres[Math.floor(random() * centres.length)]!;
      return toUnitLength(Float32Array.from(centre, (value) => value + 0.6 * (2 * random() - 1)));
    };
    const model = "made-up";
    await database.db.execute(sql`
      insert into paper (source, key, detail, title, published_at, published_precision)
      select 'arxiv', 'x' || n, 'card', 'x', now(), 'day' from generate_series(1, ${rows}::int) n`);
    const values = JSON.stringify(Array.from({ length: rows }, () => `{${vector().join(",")}}`));
    await database.db.execute(sql`
      insert into embedding (paper_id, model, text_hash, vector)
      select p.id, ${model}, '', v.value::real[]
      from (select id, row_number() over (order by id) as place from paper) p
      join jsonb_array_elements_text(${values}::jsonb) with ordinality as v (value, place) using (place)`);

    const exact = exactIndex(database.db, model);
    const indexed = pgvectorIndex(database.db, model);
    const first = vector();
    const [here, there] = [await exact.nearest(first, 10), await indexed.nearest(first, 10)];
    expect(there.map(({ id }) => id)).toEqual(here.map(({ id }) => id));
    expect(there[0]!.similarity).toBeCloseTo(here[0]!.similarity, 5);

    expect(await prepareVectorIndex(database.db, model, size)).toBe(false);
    try {
      expect(await prepareVectorIndex(database.db, model, size, 1000)).toBe(true);
      expect(await prepareVectorIndex(database.db, model, size, 1000)).toBe(true);
      await database.db.execute(sql`analyze embedding`);
      expect(await indexed.nearest(first, 100)).toHaveLength(100);
      let shared = 0;
      for (let query = 0; query < queries; query++) {
        const wanted = vector();
        const right = new Set((await exact.nearest(wanted, 10)).map(({ id }) => id));
        shared += (await indexed.nearest(wanted, 10)).filter(({ id }) => right.has(id)).length;
      }
      expect(shared / (10 * queries)).toBeGreaterThanOrEqual(0.95);
      const plan = await database.db.execute<{ "QUERY PLAN": string }>(
        sql.raw(
          `explain select paper_id from embedding where model = '${model}' order by (vector::vector(${size})) <=> '[${first.join(",")}]'::vector limit 10`,
        ),
      );
      expect(JSON.stringify(plan.rows)).toContain(indexName(model));
    } finally {
      await database.db.execute(sql`drop index if exists ${sql.identifier(indexName(model))}`);
    }
  });
});
