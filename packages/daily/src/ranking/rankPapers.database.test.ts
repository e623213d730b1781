import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { insertLab, insertPapers, testPaper } from "../../test/insertPapers.ts";
import type { Page } from "../catalogue/cursor.ts";
import type { Database } from "../database/handle.ts";
import { InvalidInputError } from "../errors.ts";
import { describeDatabases } from "../testing/databases.ts";
import { hotOf, hotWeights } from "./hot.ts";
import { type RankedPaper, rankDay, rankSpan, rankTrending } from "./rankPapers.ts";
import { refreshHot } from "./refreshHot.ts";

const day = "2026-01-05";
const listedAt = new Date("2026-01-05T01:00:00Z");

/** Papers 1 to 4 of one day: bare, with code, with two claims, withdrawn; all in the default channel. */
async function fill(db: Database): Promise<number[]> {
  const code = [{ url: "https://github.com/a/b", kind: "code" as const, origin: "abstract" }];
  const ids = await insertPapers(db, [
    testPaper({ key: "2601.00001", listedOn: day, listedAt }),
    testPaper({ key: "2601.00002", listedOn: day, listedAt, links: code, categories: ["cs.CV"] }),
    testPaper({ key: "2601.00003", listedOn: day, listedAt }),
    testPaper({ key: "2601.00004", listedOn: day, listedAt, withdrawn: "wrong" }),
  ]);
  const tests = (at: string) => [
    { at, verdict: "contradicted" as const },
    { at: "2026-03-01T00:00:00Z", verdict: "reproduced" as const },
  ];
  await insertLab(db, ids[2]!, "third", [
    { name: "a", tests: tests("2026-01-08T00:00:00Z") },
    { name: "b", tests: tests("2026-01-09T00:00:00Z") },
    { name: "c", tests: [] },
  ]);
  const channel = await db.execute<{ id: number }>(
    sql`insert into channel (slug, name, rule) values ('daily', 'Daily', '{}'::jsonb) returning id`,
  );
  await db.execute(sql`insert into channel_paper (channel_id, paper_id, listed_on, reason)
    select ${channel.rows[0]!.id}, id, listed_on, 'cs.LG' from paper where listed_on is not null`);
  return ids;
}

const keys = (page: Page<RankedPaper>) => page.items.map((paper) => paper.key.slice(-1)).join("");

describeDatabases("ranking", (database) => {
  test("stored scores are those of the formula", async () => {
    const ids = await fill(database.db);
    await refreshHot(database.db, "all");
    const rows = await database.db.execute<{ id: number; hot: number }>(
      sql`select id, hot from paper order by id`,
    );
    const listed = { at: listedAt, weight: hotWeights.listed };
    const tested = (at: string) => ({ at: new Date(at), weight: hotWeights.claim });
    const expected = [
      hotOf([listed]),
      hotOf([listed, { at: listedAt, weight: hotWeights.linked }]),
      hotOf([listed, tested("2026-01-08T00:00:00Z"), tested("2026-01-09T00:00:00Z")]),
      hotOf([listed]),
    ];
    for (const [index, { id, hot }] of rows.rows.entries()) {
      expect(id).toBe(ids[index]);
      expect(Math.abs(hot - expected[index]!)).toBeLessThan(1e-9);
    }
  });

  test("claims beyond the third do not count, and scopes choose", async () => {
    const ids = await fill(database.db);
    const claims = Array.from({ length: 5 }, (_, index) => ({
      name: `claim ${index}`,
      tests: [{ at: `2026-01-1${index}T00:00:00Z`, verdict: "inconclusive" as const }],
    }));
    await insertLab(database.db, ids[0]!, "first", claims);
    await refreshHot(database.db, { ids: [ids[0]!] });
    const hots = async () =>
      (await database.db.execute<{ hot: number | null }>(sql`select hot from paper order by id`)).rows.map(
        (row) => row.hot,
      );
    const [first, ...others] = await hots();
    const weights = ["2026-01-10", "2026-01-11", "2026-01-12"].map((at) => ({ at: new Date(at), weight: 2 }));
    expect(first).toBeCloseTo(hotOf([{ at: listedAt, weight: 1 }, ...weights])!, 9);
    expect(others).toEqual([null, null, null]);

    await database.db.execute(sql`update paper set hot = 0`);
    await refreshHot(database.db, { since: new Date("2026-02-01") });
    expect((await hots()).map((hot) => hot === 0)).toEqual([true, true, false, true]);
    await refreshHot(database.db, { since: new Date("2026-01-01") });
    expect(await hots()).not.toContain(0);
  });

  test("events that lie decades apart", async () => {
    const publishedAt = new Date("1991-08-14T00:00:00Z");
    const [id] = await insertPapers(database.db, [testPaper({ publishedAt, listedOn: null })]);
    const at = "2026-02-01T00:00:00Z";
    await insertLab(database.db, id!, "old", [{ name: "a", tests: [{ at, verdict: "reproduced" }] }]);
    await refreshHot(database.db, "all");
    const { rows } = await database.db.execute<{ hot: number }>(sql`select hot from paper`);
    const events = [
      { at: publishedAt, weight: 1 },
      { at: new Date(at), weight: 2 },
    ];
    expect(Math.abs(rows[0]!.hot - hotOf(events)!)).toBeLessThan(1e-9);
  });

  test("trending: events decide, withdrawn papers stay out, topics have their own", async () => {
    await fill(database.db);
    expect(keys(await rankTrending(database.db))).toBe("");
    await refreshHot(database.db, "all");
    const page = await rankTrending(database.db, { now: new Date("2026-01-05T15:00:00Z") });
    expect(keys(page)).toBe("321");
    expect(page.items.map(({ rank, reasons }) => [rank, reasons])).toEqual([
      [1, ["2 claims re-tested: 2 reproduced", "listed 14 h ago"]],
      [2, ["code linked", "listed 14 h ago"]],
      [3, ["listed 14 h ago"]],
    ]);
    const only = (include: object) => rankTrending(database.db, { filter: { include } });
    expect(keys(await only({ categories: ["cs.CV"] }))).toBe("2");
    expect(keys(await only({ has: ["claims"] }))).toBe("3");
    expect(keys(await only({ verdicts: ["contradicted"] }))).toBe("");
  });

  test("a day: claims re-tested, then score; every paper once over all pages", async () => {
    await fill(database.db);
    await refreshHot(database.db, "all");
    expect(keys(await rankDay(database.db, day))).toBe("3241");
    expect(keys(await rankDay(database.db, "2026-01-06"))).toBe("");
    expect(keys(await rankDay(database.db, day, { channel: "other" }))).toBe("");
    for (const read of [
      (cursor: string | null) => rankDay(database.db, day, { limit: 1, cursor }),
      (cursor: string | null) => rankTrending(database.db, { limit: 1, cursor }),
    ]) {
      const seen: [number, string][] = [];
      for (let cursor: string | null = null, done = false; !done; done = cursor === null) {
        const page: Page<RankedPaper> = await read(cursor);
        seen.push(...page.items.map(({ rank, key }): [number, string] => [rank, key.slice(-1)]));
        cursor = page.next;
      }
      expect(seen.map(([rank]) => rank)).toEqual(seen.map((_, index) => index + 1));
      expect(seen.map(([, key]) => key).join("")).toBe(seen.length === 4 ? "3241" : "321");
    }
  });

  test("a closed week keeps its order, whatever is re-tested later", async () => {
    const ids = await fill(database.db);
    const week = { from: "2026-01-05", to: "2026-01-11" };
    const before = keys(await rankSpan(database.db, week));
    expect(before.startsWith("3")).toBe(true);
    await insertLab(database.db, ids[0]!, "first", [
      { name: "late", tests: [{ at: "2026-02-01T00:00:00Z", verdict: "reproduced" }] },
      { name: "later", tests: [{ at: "2026-02-02T00:00:00Z", verdict: "reproduced" }] },
      { name: "latest", tests: [{ at: "2026-02-03T00:00:00Z", verdict: "reproduced" }] },
    ]);
    await refreshHot(database.db, "all");
    expect(keys(await rankSpan(database.db, week))).toBe(before);
  });

  test("a cursor of another list, and a wrong limit", async () => {
    await expect(rankTrending(database.db, { cursor: "abc" })).rejects.toThrow(InvalidInputError);
    await expect(rankDay(database.db, day, { limit: 0 })).rejects.toThrow(InvalidInputError);
  });
});
