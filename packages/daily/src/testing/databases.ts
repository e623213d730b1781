import { sql } from "drizzle-orm";
import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, inject } from "vitest";
import type { Database } from "../database/handle.ts";
import { openDatabase, type OpenDatabase } from "../database/openDatabase.ts";
import { databaseUrl } from "./postgresServer.ts";

/** What a test gets: an empty, migrated database. */
export interface TestDatabase {
  readonly db: Database;
  readonly open: OpenDatabase;
  /** Address of a PostgreSQL database; null on PGlite. */
  readonly url: string | null;
}

/**
 * Runs the same tests against PGlite and against PostgreSQL. Every test begins with empty tables.
 * @param tests declares the tests; what it is given can be used inside of them only
 */
export function describeDatabases(name: string, tests: (database: TestDatabase) => void): void {
  describe(`${name}, PGlite`, () => declare(openSharedPglite, tests));
  const url = inject("postgresUrl");
  if (url === null)
    describe.skip(`${name}, PostgreSQL (not installed here)`, () => declare(openSharedPglite, tests));
  else describe(`${name}, PostgreSQL`, () => declare(() => copyTemplate(url), tests));
}

interface Opened extends TestDatabase {
  end(): Promise<void>;
}

function declare(open: () => Promise<Opened>, tests: (database: TestDatabase) => void): void {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  }, 60_000);
  beforeEach(() => emptyTables(opened.db));
  afterAll(() => opened?.end());
  tests({
    get db() {
      return opened.db;
    },
    get open() {
      return opened.open;
    },
    get url() {
      return opened.url;
    },
  });
}

/** One PGlite for all test files of a worker: opening one takes seconds. */
async function openSharedPglite(): Promise<Opened> {
  const shared = globalThis as { offprintTestPglite?: Promise<OpenDatabase> };
  const open = await (shared.offprintTestPglite ??= openDatabase({ memory: true }));
  return { db: open.db, open, url: null, end: async () => {} };
}

async function copyTemplate(server: string): Promise<Opened> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(server, `create database ${name} template template`);
  const url = databaseUrl(server, name);
  const open = await openDatabase({ url, connections: 4 });
  const end = async () => {
    await open.close();
    await administer(server, `drop database ${name} with (force)`);
  };
  return { db: open.db, open, url, end };
}

/** Runs one statement on the server itself, e.g. to make a database. */
export async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Empties every table of ours; identities go on, so that no test counts on an id. */
export async function emptyTables(db: Database): Promise<void> {
  await db.execute(
    sql.raw(`do $$
    declare name text;
    begin
      set local session_replication_role = replica;
      for name in select tablename from pg_tables where schemaname = 'public' and tablename <> 'migration' loop
        execute format('delete from %I', name);
      end loop;
    end $$`),
  );
}
