import fc from "fast-check";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { insertPapers, testPaper } from "../../test/insertPapers.ts";
import { describeDatabases } from "../testing/databases.ts";
import { suggest } from "./suggest.ts";

describeDatabases("suggestions", (database) => {
  test("go on with what was typed", async () => {
    const [id] = await insertPapers(database.db, [
      testPaper({
        key: "2601.00001",
        title: "A Margin Loss for Ranking",
        authors: [{ name: "Marguerite Example" }],
      }),
      testPaper({ key: "2601.00002", title: "Margin Loss without Tears", authors: [] }),
      testPaper({ key: "2601.00003", title: "Marginal Likelihood and 100% Coverage", authors: [] }),
      testPaper({ key: "2601.00004", title: "Remargining", authors: [] }),
    ]);
    await database.db.execute(
      sql`insert into paper_topic values (${id}, 'margin theory'), (${id}, 'ranking')`,
    );
    expect(await suggest(database.db, "marg")).toEqual([
      'topic:"margin theory"',
      "margin",
      "margin loss",
      "marginal",
      "marginal likelihood",
      'author:"Marguerite Example"',
    ]);
    expect(await suggest(database.db, "  Margin  Lo")).toEqual(["margin loss"]);
    expect(await suggest(database.db, "100%")).toEqual(["100% coverage"]);
    expect(await suggest(database.db, "exam")).toEqual(['author:"Marguerite Example"']);
    expect(await suggest(database.db, "cs")).toEqual(["category:cs.LG"]);
    expect(await suggest(database.db, "ran")).toEqual(["topic:ranking", "ranking"]);
    expect(await suggest(database.db, "")).toEqual([]);
  });

  test("no text makes it fail", async () => {
    await insertPapers(database.db, [testPaper()]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 120 }), async (text) => {
        expect(Array.isArray(await suggest(database.db, text))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
