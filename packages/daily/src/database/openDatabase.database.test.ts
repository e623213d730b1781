import { sql } from "drizzle-orm";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, test } from "vitest";
import {
  DatabaseTooNewError,
  DatabaseUnavailableError,
  DataFolderLockedError,
  InvalidInputError,
} from "../errors.ts";
import { administer } from "../testing/databases.ts";
import { databaseUrl, findPostgres, startPostgres } from "../testing/postgresServer.ts";
import { migrations } from "./migrations/index.ts";
import { openDatabase } from "./openDatabase.ts";
import { setting } from "./schema.ts";

describe("openDatabase, PGlite", () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "offprint-open-"));
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

  test("keeps what is stored, keeps others out, knows when it is too old", async () => {
    const first = await openDatabase({ dataFolder });
    await first.db.insert(setting).values({ key: "k", value: { a: 1 } });
    await expect(openDatabase({ dataFolder })).rejects.toBeInstanceOf(DataFolderLockedError);
    await first.close();
    await first.close();

    const second = await openDatabase({ dataFolder });
    expect(await second.db.select().from(setting)).toEqual([{ key: "k", value: { a: 1 } }]);
    expect(second).toMatchObject({ engine: "pglite", vectors: true });
    await second.db.execute(sql`insert into migration (id) values ('9999_future')`);
    await second.close();

    await expect(openDatabase({ dataFolder })).rejects.toThrow(new DatabaseTooNewError("9999_future"));
  }, 60_000);
});

describe("openDatabase, PostgreSQL", () => {
  const server = inject("postgresUrl");

  test.skipIf(server === null)("several processes that start at once migrate it once", async () => {
    await administer(server!, "create database many");
    const url = databaseUrl(server!, "many");
    const opened = await Promise.all([1, 2, 3, 4].map(() => openDatabase({ url, connections: 2 })));
    const taken = await opened[0]!.db.execute<{ id: string }>(sql`select id from migration order by id`);
    expect(taken.rows.map(({ id }) => id)).toEqual(migrations.map(({ id }) => id));
    await Promise.all(opened.map((open) => open.close()));
    await administer(server!, "drop database many with (force)");
  });

  test("says where it looked in vain, without the password", async () => {
    const failure = openDatabase({ url: "postgres://somebody:secret@127.0.0.1:1/papers" });
    await expect(failure).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await expect(failure).rejects.toThrow(/127\.0\.0\.1:1\/papers/);
    await expect(failure).rejects.not.toThrow(/secret/);
    await expect(openDatabase({ url: "mysql://x" })).rejects.toBeInstanceOf(InvalidInputError);
  });

  const programs = findPostgres();
  test.skipIf(programs === null)(
    "lives through the server's going away and coming back",
    async () => {
      const own = await startPostgres(programs!);
      try {
        const open = await openDatabase({ url: own.url });
        await open.db.insert(setting).values({ key: "k", value: 1 });
        // The tests' server does not wait for the disk.
        await open.db.execute(sql`checkpoint`);
        await own.crash();
        await expect(open.db.select().from(setting)).rejects.toThrow();
        await own.restart();
        expect(await open.db.select().from(setting)).toEqual([{ key: "k", value: 1 }]);
        await open.close();
      } finally {
        await own.stop();
      }
    },
    60_000,
  );
});
