import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { ensureDefaultChannel } from "../channels/channels.ts";
import { author, paper } from "../database/schema.ts";
import { describeDatabases, type TestDatabase } from "../testing/databases.ts";
import { makePaper } from "../testing/makePaper.ts";
import { papersOfDay } from "./lists.ts";
import type { PaperRecord } from "./paperRecord.ts";
import { findPaper } from "./papers.ts";
import { storePapers, withdrawPapers } from "./storePapers.ts";

const now = new Date("2026-01-06T06:00:00Z");
const later = new Date("2026-01-07T06:00:00Z");

describeDatabases("storePapers", (database) => {
  const store = (records: PaperRecord[], at = now) =>
    storePapers(
      database.db,
      records.map((record) => ({ record })),
      at,
    );
  const read = () => findPaper(database.db, "arxiv", "2601.01230");

  test("stores everything a record says", async () => {
    const record = makePaper({
      version: 2,
      doi: "10.5555/example.1",
      revisedAt: new Date("2026-01-09T17:30:02Z"),
      versions: [
        { version: 1, submittedAt: new Date("2026-01-03T09:12:44Z") },
        { version: 2, submittedAt: new Date("2026-01-09T17:30:02Z") },
      ],
      links: [{ url: "https://github.com/example/margin", kind: "code", origin: "comment" }],
    });
    expect(await store([record])).toMatchObject({ added: 1, changed: 0, unchanged: 0 });
    const { authors, versions, links, ...rest } = (await read())!;
    const {
      authors: _,
      versions: __,
      links: ___,
      reportNumber: ____,
      withdrawn: _____,
      ...expected
    } = record;
    expect(rest).toMatchObject({ ...expected, listedOn: null, withdrawn: null, topics: [], lab: null });
    expect(authors.map(({ key, affiliation }) => [key, affiliation])).toEqual([
      ["ada-example", "Example Institute"],
      ["jose-prueba", null],
    ]);
    expect(versions.map(({ version }) => version)).toEqual([1, 2]);
    expect(links).toEqual([{ url: "https://github.com/example/margin", kind: "code" }]);
  });

  test("storing the same again changes nothing, not even the time of the last change", async () => {
    const record = makePaper({
      links: [{ url: "https://github.com/a/b", kind: "code", origin: "abstract" }],
    });
    await store([record]);
    const before = await read();
    expect(await store([record], later)).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
    expect(await read()).toEqual(before);
  });

  test("stores many at once, and one named twice in a batch once", async () => {
    const records = Array.from({ length: 600 }, (_, index) =>
      makePaper({ key: `2601.${String(10000 + index)}`, authors: [{ name: `Author ${index % 7}` }] }),
    );
    const result = await store([...records, records[599]!, makePaper()]);
    expect(result.added).toBe(601);
    expect(await database.db.$count(author)).toBe(9);
  });

  test("stores nothing if one of them cannot be stored", async () => {
    const broken = makePaper({ key: "2601.00002", title: "\0" });
    await expect(store([makePaper(), broken])).rejects.toThrow();
    expect(await database.db.$count(paper)).toBe(0);
  });

  test("two writers at once store each paper once", async () => {
    const keys = ["2601.00001", "2601.00002", "2601.00003"];
    await Promise.all([
      store(keys.map((key) => makePaper({ key }))),
      store(keys.toReversed().map((key) => makePaper({ key }))),
    ]);
    expect(await database.db.$count(paper)).toBe(3);
  });

  describe("what is known is not lost", () => {
    const listing = makePaper({
      detail: "listing",
      abstract: "We let the margin of a pairwise loss…",
      authors: [{ name: "Ada Example" }],
      categories: ["cs.LG"],
      comment: null,
      publishedAt: new Date("2026-01-05T05:00:00Z"),
      publishedPrecision: "day",
      revisedAt: null,
      versions: [{ version: 1, announcedOn: "2026-01-05" }],
    });

    test("by a listing of the same version", async () => {
      await store([makePaper()]);
      const before = await read();
      await store([listing], later);
      expect(await read()).toEqual({
        ...before,
        changedAt: later,
        versions: [{ ...before!.versions[0]!, announcedOn: "2026-01-05" }],
      });
    });

    test("but full fields replace those of a listing", async () => {
      await store([listing]);
      await store([makePaper()], later);
      const after = await read();
      expect(after).toMatchObject({
        detail: "full",
        comment: "9 pages, 3 figures",
        publishedPrecision: "time",
      });
      expect(after!.abstract).toBe(makePaper().abstract);
      expect(after!.authors).toHaveLength(2);
      expect(after!.categories).toEqual(["cs.LG", "stat.ML"]);
    });

    test("by an older version", async () => {
      await store([makePaper({ version: 3, title: "New", versions: [] })]);
      await store([makePaper({ version: 2, title: "Old", versions: [{ version: 2 }] })]);
      expect(await read()).toMatchObject({ version: 3, title: "New", versions: [{ version: 2 }] });
    });

    test("by empty fields of an equal record, or texts and lists cut short", async () => {
      await store([makePaper({ doi: "10.5555/x" })]);
      const before = await read();
      await store(
        [makePaper({ comment: null, abstract: "We let the margin", categories: [], authors: [] })],
        later,
      );
      await store([makePaper({ abstract: "", authors: [{ name: "Ada Example" }] })], later);
      expect(await read()).toEqual(before);
    });

    test("parts of names come together from two sources", async () => {
      await store([makePaper()]);
      await store([
        makePaper({
          authors: [{ name: "Ada Example", family: "Example", given: "Ada" }, { name: "Jose Prueba" }],
        }),
      ]);
      const after = await read();
      expect(after!.authors[0]).toMatchObject({ family: "Example", affiliation: "Example Institute" });
    });
  });

  test("a newer version replaces the texts and asks for its full fields", async () => {
    await store([makePaper()]);
    await store([
      makePaper({
        version: 2,
        detail: "listing",
        title: "Renamed",
        authors: [{ name: "Ada Example" }],
        comment: null,
      }),
    ]);
    expect(await read()).toMatchObject({ version: 2, title: "Renamed", comment: "9 pages, 3 figures" });
    const [row] = await database.db.select().from(paper);
    expect(row).toMatchObject({ version: 2, filledVersion: 1 });
  });

  test("a source without version numbers tells of a revision by its date", async () => {
    await store([makePaper()]);
    await store([
      makePaper({ version: null, title: "Renamed", revisedAt: new Date("2026-01-09T00:00:00Z") }),
    ]);
    const [row] = await database.db.select().from(paper);
    expect(row).toMatchObject({ version: 1, filledVersion: null, title: "Renamed" });
  });

  test("withdrawn, and back with a new version", async () => {
    await store([makePaper({ withdrawn: "withdrawn by the authors" })]);
    expect(await read()).toMatchObject({ withdrawn: { reason: "withdrawn by the authors" } });
    await store([makePaper({ version: 2 })]);
    expect(await read()).toMatchObject({ withdrawn: null });
    expect(await withdrawPapers(database.db, "arxiv", ["2601.01230", "2601.09999"], "deleted", later)).toBe(
      1,
    );
    expect(await withdrawPapers(database.db, "arxiv", ["2601.01230"], "deleted", later)).toBe(0);
    expect(await read()).toMatchObject({ withdrawn: { at: later, reason: "deleted" } });
  });

  describe("days", () => {
    const seen = (day: string) => ({ day, at: now, seen: true });
    const guess = (day: string) => ({ day, at: now, seen: false });
    const listings = async (...listed: ReturnType<typeof seen>[]) => {
      for (const one of listed) await storePapers(database.db, [{ record: makePaper(), listed: one }], now);
      return (await read())!.listedOn;
    };

    test("the first day stays", async () => {
      expect(await listings(seen("2026-01-05"), seen("2026-01-07"), guess("2026-01-04"))).toBe("2026-01-05");
    });

    test("a listing beats a day that was worked out, and the list of the day follows", async () => {
      await ensureDefaultChannel(database.db);
      expect(await listings(guess("2026-01-05"), guess("2026-01-04"), seen("2026-01-06"))).toBe("2026-01-06");
      expect(await daysListed(database)).toEqual({ "2026-01-05": 0, "2026-01-06": 1 });
    });

    test("a paper that is revised so that the rule does not meet it stays in its list", async () => {
      await ensureDefaultChannel(database.db);
      await listings(seen("2026-01-05"));
      await store([makePaper({ version: 2, categories: ["hep-th"] })]);
      expect((await papersOfDay(database.db, "2026-01-05")).items).toHaveLength(1);
      expect((await read())!.categories).toEqual(["hep-th"]);
    });
  });

  test("keys of any form come back as they went in", async () => {
    await store([makePaper({ key: "0706.0010" }), makePaper({ key: "hep-th/9901001" })]);
    const rows = await database.db.select({ key: paper.key }).from(paper).where(eq(paper.source, "arxiv"));
    expect(rows.map(({ key }) => key).sort()).toEqual(["0706.0010", "hep-th/9901001"]);
  });
});

async function daysListed(database: TestDatabase): Promise<Record<string, number>> {
  const count = async (day: string) => (await papersOfDay(database.db, day)).items.length;
  return { "2026-01-05": await count("2026-01-05"), "2026-01-06": await count("2026-01-06") };
}
