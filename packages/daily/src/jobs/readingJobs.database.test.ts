import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { insertPapers, testPaper } from "../../test/insertPapers.ts";
import type { EmbeddingProvider } from "../embeddings/embeddingProvider.ts";
import { isModelReady } from "../embeddings/embedPapers.ts";
import type { JobQueue } from "./jobQueue.ts";
import { countRequest } from "../limits/rateLimit.ts";
import { describeDatabases } from "../testing/databases.ts";
import { readingJobNames, readingJobs, sendDueReading } from "./readingJobs.ts";

const provider: EmbeddingProvider = {
  model: "made-up",
  embedPapers: async (texts) => texts.map(() => Float32Array.from([1, 0])),
  embedQuery: async () => Float32Array.from([1, 0]),
  close: async () => {},
};
const job = { signal: new AbortController().signal, send: async () => null };

describeDatabases("jobs for readers", (database) => {
  test("rank, tidy and embed", async () => {
    await insertPapers(database.db, [testPaper()]);
    const jobs = readingJobs(database.open, { embeddings: provider, now: () => new Date("2026-01-06") });
    const run = (name: string, data: object = {}) => jobs.find((kind) => kind.name === name)!.run(data, job);
    const hot = async () =>
      (await database.db.execute<{ hot: number }>(sql`select hot from paper`)).rows[0]!.hot;
    await run(readingJobNames.rank);
    expect(await hot()).toBeGreaterThan(0);
    await database.db.execute(sql`update paper set hot = 1`);
    await run(readingJobNames.rank);
    expect(await hot()).toBe(1);
    await run(readingJobNames.rank, { days: 60 });
    expect(await hot()).toBeGreaterThan(1);
    await run(readingJobNames.tidy);
    const policy = { name: "api", requests: 1, seconds: 60 };
    await countRequest(database.db, policy, "a", new Date("2026-01-06"));
    await run(readingJobNames.limits);
    expect((await database.db.execute(sql`select client from rate_window`)).rows).toEqual([]);
    await run(readingJobNames.embed);
    expect(await isModelReady(database.db, "made-up")).toBe(true);
  });

  test("without a model nothing is embedded", async () => {
    const sent: string[] = [];
    const queue = { send: async (name: string) => void sent.push(name) } as unknown as JobQueue;
    await sendDueReading(queue);
    await sendDueReading(queue, { embeddings: provider });
    expect(sent).toEqual(["rank-papers", "rank-papers", "embed-papers"]);
    expect(readingJobs(database.open).map(({ name }) => name)).toEqual([
      "rank-papers",
      "tidy-database",
      "prune-limits",
    ]);
  });
});
