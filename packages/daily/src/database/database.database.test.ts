import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { describeDatabases } from "../testing/databases.ts";
import { paper } from "./schema.ts";

const made = {
  source: "arxiv",
  key: "2601.01230",
  version: 2,
  detail: "full",
  title: "A Margin That Moves",
  abstract: "On $\\mathcal{L}_{sup}$ and Schr\\\"odinger's CIFAR-10.",
  authors: "Ada Example, José Prueba",
  publishedAt: new Date("2026-01-03T09:12:44Z"),
  publishedPrecision: "time",
} as const;

describeDatabases("database", (database) => {
  test("keeps keys as texts, times as times and days as days", async () => {
    await database.db.insert(paper).values({ ...made, listedOn: "2026-01-05" });
    const [row] = await database.db.select().from(paper);
    expect(row).toMatchObject({ ...made, listedOn: "2026-01-05", withdrawnAt: null, hot: null });
    expect(row!.firstSeenAt).toBeInstanceOf(Date);
  });

  test("finds words through accents, TeX and word forms", async () => {
    await database.db.insert(paper).values(made);
    const find = async (words: string) => {
      const found = await database.db.execute<{ id: number }>(sql`
        select id from paper where search @@ websearch_to_tsquery('public.paper', ${words})
          or search @@ websearch_to_tsquery('simple', immutable_unaccent(${words}))`);
      return found.rows.length;
    };
    for (const words of ["margins", "schrodinger", "sup", "jose", '"margin that moves"']) {
      expect(await find(words), words).toBe(1);
    }
    expect(await find("mathcal")).toBe(0);
  });

  test("refuses a second paper of the same key", async () => {
    await database.db.insert(paper).values(made);
    await expect(database.db.insert(paper).values(made)).rejects.toThrow();
  });
});
