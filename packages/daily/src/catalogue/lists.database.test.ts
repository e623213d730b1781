import { expect, test } from "vitest";
import {
  deleteChannel,
  ensureDefaultChannel,
  findChannel,
  listChannels,
  saveChannel,
} from "../channels/channels.ts";
import { paper } from "../database/schema.ts";
import { InvalidInputError } from "../errors.ts";
import { describeDatabases } from "../testing/databases.ts";
import { makePaper } from "../testing/makePaper.ts";
import {
  allPapers,
  countByDay,
  findAuthor,
  listCategories,
  neighbourDays,
  papersOfAuthor,
  papersOfCategory,
  papersOfDay,
  papersOfMonth,
  papersOfWeek,
} from "./lists.ts";
import type { PaperRecord } from "./paperRecord.ts";
import { storePapers } from "./storePapers.ts";

const now = new Date("2026-01-06T06:00:00Z");
const listedOn = (day: string) => ({ day, at: now, seen: true });

describeDatabases("lists", (database) => {
  async function put(key: string, day: string | null, differences: Partial<PaperRecord> = {}) {
    const publishedAt = new Date(Date.UTC(2026, 0, 1, 0, Number(key.slice(-2))));
    const record = makePaper({ key, publishedAt, ...differences });
    await storePapers(database.db, [{ record, listed: day === null ? null : listedOn(day) }], now);
  }
  const keys = (page: { items: { key: string }[] }) => page.items.map(({ key }) => key);

  test("a day, a week and a month hold the papers of the channel", async () => {
    await ensureDefaultChannel(database.db);
    await put("2601.00001", "2026-01-05");
    await put("2601.00002", "2026-01-05", { categories: ["hep-th", "cs.AI"] });
    await put("2601.00003", "2026-01-05", { categories: ["hep-th"] });
    await put("2601.00004", "2026-01-06");
    await put("2601.00005", "2026-01-12");
    await put("2601.00006", null);
    const day = await papersOfDay(database.db, "2026-01-05");
    expect(day.items.map(({ key, reason }) => [key, reason])).toEqual([
      ["2601.00002", "cs.AI"],
      ["2601.00001", "cs.LG"],
    ]);
    expect(keys(await papersOfWeek(database.db, "2026-W02"))).toEqual([
      "2601.00004",
      "2601.00002",
      "2601.00001",
    ]);
    expect(keys(await papersOfMonth(database.db, "2026-01"))).toHaveLength(4);
    expect(keys(await papersOfDay(database.db, "2026-01-07"))).toEqual([]);
    expect(await neighbourDays(database.db, "2026-01-06")).toEqual({
      previous: "2026-01-05",
      next: "2026-01-12",
    });
    expect(await neighbourDays(database.db, "2026-01-05")).toEqual({ previous: null, next: "2026-01-06" });
    expect(await countByDay(database.db, { from: "2026-01-01", to: "2026-01-31" })).toEqual([
      { day: "2026-01-05", papers: 2 },
      { day: "2026-01-06", papers: 1 },
      { day: "2026-01-12", papers: 1 },
    ]);
  });

  test.each(["hot", "newest"] as const)(
    "pages in order %s meet every paper once, ranked or not",
    async (order) => {
      await ensureDefaultChannel(database.db);
      const all = Array.from({ length: 11 }, (_, index) => `2601.000${String(10 + index)}`);
      for (const key of all) await put(key, "2026-01-05");
      await database.db.update(paper).set({ hot: 3.5 });
      await put("2601.00001", "2026-01-05");
      const found: string[] = [];
      for (let cursor: string | null = null, pages = 0; pages < 10; pages++) {
        const page = await papersOfDay(database.db, "2026-01-05", { order, limit: 4, cursor });
        found.push(...keys(page));
        cursor = page.next;
        if (cursor === null) break;
      }
      expect(found).toEqual([...all.toReversed(), "2601.00001"]);
    },
  );

  test("by author, by category, all", async () => {
    await put("2601.00001", null);
    await put("2601.00002", null, { authors: [{ name: "Jose Prueba" }], categories: ["stat.ML"] });
    expect(keys(await papersOfAuthor(database.db, "jose-prueba"))).toEqual(["2601.00002", "2601.00001"]);
    expect(keys(await papersOfAuthor(database.db, "ada-example"))).toEqual(["2601.00001"]);
    expect(await findAuthor(database.db, "jose-prueba")).toEqual({
      key: "jose-prueba",
      name: "José Prueba",
      papers: 2,
    });
    expect(await findAuthor(database.db, "nobody")).toBeNull();
    for (const order of ["newest", "hot"] as const) {
      const first = await papersOfCategory(database.db, "stat.ML", { order, limit: 1 });
      expect(keys(first)).toEqual(["2601.00002"]);
      expect(keys(await papersOfCategory(database.db, "stat.ML", { order, cursor: first.next }))).toEqual([
        "2601.00001",
      ]);
    }
    expect(await listCategories(database.db)).toEqual([
      { category: "stat.ML", papers: 2 },
      { category: "cs.LG", papers: 1 },
    ]);
    expect(keys(await allPapers(database.db))).toHaveLength(2);
  });

  test("bad input is refused with a reason", async () => {
    const day = "2026-01-05";
    const bad = [
      () => papersOfDay(database.db, "2026-02-30"),
      () => papersOfWeek(database.db, "2026-W54"),
      () => papersOfMonth(database.db, "2026-00"),
      () => papersOfDay(database.db, day, { limit: 0 }),
      () => papersOfDay(database.db, day, { limit: 101 }),
      () => papersOfDay(database.db, day, { order: "random" as "hot" }),
      ...[
        "x",
        "W10",
        "WyIyMDI2IiwxXQ",
        Buffer.from("[null,null,null]").toString("base64url"),
        "x".repeat(999),
      ].map((cursor) => () => papersOfDay(database.db, day, { cursor })),
    ];
    for (const ask of bad) await expect(ask(), String(ask)).rejects.toBeInstanceOf(InvalidInputError);
  });

  test("a group's own channel", async () => {
    await ensureDefaultChannel(database.db);
    await ensureDefaultChannel(database.db);
    await put("2601.00001", "2026-01-05");
    await put("2601.00002", "2026-01-05", { title: "Ranking", authors: [{ name: "Eve Else" }] });
    await put("2601.00003", null, { title: "Ranking" });
    const group = { slug: "group", name: "Our group" };
    await saveChannel(database.db, { ...group, rule: { words: ["ranking"] } }, now);
    const read = async () => keys(await papersOfDay(database.db, "2026-01-05", { channel: "group" }));
    expect(await read()).toEqual(["2601.00002"]);
    await saveChannel(database.db, { ...group, rule: { authors: ["Ada Example"] } }, now);
    expect(await read()).toEqual(["2601.00001"]);
    await put("2601.00004", "2026-01-05");
    expect(await read()).toEqual(["2601.00004", "2601.00001"]);
    expect((await listChannels(database.db)).map(({ slug }) => slug)).toEqual(["daily", "group"]);
    expect(await findChannel(database.db, "group")).toMatchObject({ name: "Our group", updatedAt: now });
    expect(await deleteChannel(database.db, "group")).toBe(true);
    expect(await deleteChannel(database.db, "group")).toBe(false);
    expect(await read()).toEqual([]);
  });

  test("channels are checked before they are saved", async () => {
    const rule = { categories: ["cs.LG"] };
    for (const bad of [
      { slug: "Not a slug", name: "x", rule },
      { slug: "x", name: " ", rule },
      { slug: "x", name: "x", rule: {} },
    ]) {
      await expect(saveChannel(database.db, bad, now)).rejects.toBeInstanceOf(InvalidInputError);
    }
    await expect(deleteChannel(database.db, "daily")).rejects.toBeInstanceOf(InvalidInputError);
    expect(await listChannels(database.db)).toEqual([]);
  });
});
