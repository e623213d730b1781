import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { insertPapers, testPaper } from "../../test/insertPapers.ts";
import { madeUpPapers } from "../../test/madeUpPapers.ts";
import { describeDatabases } from "../testing/databases.ts";
import type { SemanticSearch } from "./semanticSearch.ts";
import { similarPapers } from "./similarPapers.ts";

describeDatabases("similar papers", (database) => {
  test("by words and topics", async () => {
    const [own, alike, sharing] = await insertPapers(database.db, [
      testPaper({ key: "2601.00001" }),
      testPaper({
        key: "2601.00002",
        title: "Pairwise Margins",
        abstract: "How margins of pairwise losses move.",
      }),
      testPaper({ key: "2601.00003", title: "Subset Selection", abstract: "Voting rules." }),
      ...madeUpPapers({ count: 60, seed: 1 }),
    ]);
    await database.db.execute(
      sql`insert into paper_topic values (${own}, 'ranking'), (${sharing}, 'ranking')`,
    );
    const { items, by } = await similarPapers(database.db, own!, { limit: 5 });
    expect(by).toBe("words");
    expect(
      items
        .slice(0, 2)
        .map((paper) => paper.id)
        .sort(),
    ).toEqual([alike, sharing].sort());
    expect(items.map((paper) => paper.id)).not.toContain(own);
    const newest = await similarPapers(database.db, own!, { limit: 5, order: "newest" });
    expect(newest.items.map((paper) => paper.id).sort()).toEqual(items.map((paper) => paper.id).sort());
    const times = newest.items.map((paper) => paper.publishedAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  test("a paper without a word, and one that is not there", async () => {
    const [bare] = await insertPapers(database.db, [testPaper({ title: "The", abstract: "", authors: [] })]);
    expect((await similarPapers(database.db, bare!)).items).toEqual([]);
    expect((await similarPapers(database.db, 999_999_999)).items).toEqual([]);
  });

  test("by meaning, above a floor", async () => {
    const ids = await insertPapers(
      database.db,
      ["1", "2", "3"].map((digit) => testPaper({ key: `2601.0000${digit}` })),
    );
    const semantic: SemanticSearch = {
      model: "made-up",
      isReady: async () => true,
      nearestToText: async () => [],
      nearestToPaper: async () => [
        { id: ids[2]!, similarity: 0.9 },
        { id: ids[1]!, similarity: 0.1 },
      ],
    };
    const { items, by } = await similarPapers(database.db, ids[0]!, { semantic });
    expect([items.map((paper) => paper.id), by]).toEqual([[ids[2]], "meaning"]);
    const noVector = { ...semantic, nearestToPaper: async () => null };
    expect((await similarPapers(database.db, ids[0]!, { semantic: noVector })).by).toBe("words");
    await expect(similarPapers(database.db, ids[0]!, { order: "votes" as never })).rejects.toThrow(
      "sort must be",
    );
  });
});
