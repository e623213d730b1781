import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { describeDatabases } from "../testing/databases.ts";
import { countRequest, pruneRateWindows, rateLimiter, type RatePolicy } from "./rateLimit.ts";

const policy: RatePolicy = { name: "api", requests: 2, seconds: 60 };
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 6) + seconds * 1000);

describeDatabases("limits of requests", (database) => {
  const take = (seconds: number, client = "a", own = policy) =>
    countRequest(database.db, own, client, at(seconds));
  const windows = async () =>
    (await database.db.execute<{ client: string }>(sql`select client from rate_window order by 1`)).rows.map(
      ({ client }) => client,
    );

  test("the window slides", async () => {
    expect(await take(0)).toEqual({ isAllowed: true, remaining: 1, reset: 60 });
    expect(await take(40)).toEqual({ isAllowed: true, remaining: 0, reset: 20 });
    expect(await take(40)).toEqual({ isAllowed: false, remaining: 0, reset: 20 });
    expect((await take(40, "b")).isAllowed).toBe(true);
    expect((await take(40, "a", { ...policy, name: "search" })).isAllowed).toBe(true);
    expect(await take(60)).toEqual({ isAllowed: true, remaining: 0, reset: 40 });
    expect(await take(61)).toEqual({ isAllowed: false, remaining: 0, reset: 39 });
  });

  test("refused requests do not prolong the wait", async () => {
    const once = { ...policy, requests: 1 };
    await take(0, "a", once);
    for (let second = 1; second < 60; second += 7)
      expect((await take(second, "a", once)).isAllowed).toBe(false);
    expect((await take(60, "a", once)).isAllowed).toBe(true);
  });

  test("never lets more than its number through, however many ask at once", async () => {
    const five = { ...policy, requests: 5 };
    const states = await Promise.all(Array.from({ length: 40 }, () => countRequest(database.db, five, "a")));
    expect(states.filter(({ isAllowed }) => isAllowed)).toHaveLength(5);
    expect(states.every(({ remaining }) => remaining >= 0)).toBe(true);
  });

  test("two processes count together", async () => {
    const second = database.url ? await openDatabase({ url: database.url, connections: 2 }) : null;
    const [first, other] = [rateLimiter(policy), rateLimiter(policy)];
    const otherDb = second?.db ?? database.db;
    try {
      expect(await first(database.db, "a")).toMatchObject({ isAllowed: true, remaining: 1 });
      expect(await other(otherDb, "a")).toMatchObject({ isAllowed: true, remaining: 0 });
      expect(await first(database.db, "a")).toMatchObject({ isAllowed: false, remaining: 0 });
      expect(await other(otherDb, "a")).toMatchObject({ isAllowed: false, remaining: 0 });
      expect(await other(otherDb, "b")).toMatchObject({ isAllowed: true });
    } finally {
      await second?.close();
    }
  });

  test("a refused client costs nothing until its window is free", async () => {
    let time = 0;
    const limit = rateLimiter({ ...policy, requests: 1, seconds: 10 }, () => time);
    await limit(database.db, "a");
    const refused = await limit(database.db, "a");
    expect(refused.isAllowed).toBe(false);
    await database.db.execute(sql`delete from rate_window`);
    time = 4000;
    expect(await limit(database.db, "a")).toEqual({
      isAllowed: false,
      remaining: 0,
      reset: refused.reset - 4,
    });
    time = 10_000;
    expect((await limit(database.db, "a")).isAllowed).toBe(true);
  });

  test("windows that are over are forgotten", async () => {
    await take(0, "old");
    await take(50, "new");
    await pruneRateWindows(database.db, at(61));
    expect(await windows()).toEqual(["new"]);
  });

  test("nothing of it is written to the log that a server keeps for crashes", async () => {
    const { rows } = await database.db.execute<{ kind: string }>(
      sql`select relpersistence as kind from pg_class where relname = 'rate_window'`,
    );
    expect(rows).toEqual([{ kind: "u" }]);
  });
});
