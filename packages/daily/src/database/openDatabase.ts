import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { unaccent } from "@electric-sql/pglite/contrib/unaccent";
import { vector } from "@electric-sql/pglite-pgvector";
import { drizzle as drizzlePostgres } from "drizzle-orm/node-postgres";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { ensureDefaultChannel } from "../channels/channels.ts";
import { DatabaseUnavailableError, InvalidInputError } from "../errors.ts";
import type { Database } from "./handle.ts";
import { lockDataFolder } from "./lockDataFolder.ts";
import { migrate, type ScriptConnection } from "./migrate.ts";
import * as schema from "./schema.ts";

/** Where the data is: a folder of ours, or a PostgreSQL server. */
export type DatabasePlace =
  | { dataFolder: string }
  | { url: string; /** Connections at most; default 10. */ connections?: number }
  /** Nothing is kept: for tests and trials. */
  | { memory: true };

/** An open, migrated database. */
export interface OpenDatabase {
  engine: "pglite" | "postgresql";
  db: Database;
  /** What lies under `db`, for the job queue. */
  client: PGlite | pg.Pool;
  /** True if the type `vector` is there. */
  vectors: boolean;
  /** Closes it and gives the data folder back. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens the database and brings it up to date.
 * @throws DataFolderLockedError if another process has the folder
 * @throws DatabaseUnavailableError if the server cannot be reached
 * @throws DatabaseTooNewError if a newer version of Offprint has been here
 */
export async function openDatabase(place: DatabasePlace): Promise<OpenDatabase> {
  const open = await openPlace(place);
  try {
    await ensureDefaultChannel(open.db);
    return open;
  } catch (error) {
    await open.close();
    throw error;
  }
}

async function openPlace(place: DatabasePlace): Promise<OpenDatabase> {
  if ("url" in place) return openPostgres(place.url, place.connections ?? 10);
  if ("memory" in place) return openPglite(undefined, () => {});
  const unlock = lockDataFolder(place.dataFolder);
  try {
    const folder = join(place.dataFolder, "database");
    mkdirSync(folder, { recursive: true });
    return await openPglite(folder, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openPglite(folder: string | undefined, unlock: () => void): Promise<OpenDatabase> {
  const client = await PGlite.create({
    ...(folder === undefined ? {} : { dataDir: folder }),
    extensions: { pg_trgm, unaccent, vector },
  });
  try {
    await client.exec("set time zone 'UTC'");
    await migrate({
      script: async (text) => void (await client.exec(text)),
      rows: async <Row>(text: string) => (await client.query<Row>(text)).rows,
    });
    await client.exec("create extension if not exists vector with schema public");
  } catch (error) {
    await client.close();
    throw error;
  }
  const close = once(async () => {
    await client.close();
    unlock();
  });
  const db = drizzlePglite(client, { schema }) as unknown as Database;
  return { engine: "pglite", db, client, vectors: true, close };
}

async function openPostgres(url: string, connections: number): Promise<OpenDatabase> {
  const where = describePlace(url);
  const client = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 5000,
    application_name: "offprint",
    options: "-c timezone=UTC -c statement_timeout=60000",
  });
  // An idle connection that breaks is dropped by the pool; without a listener it would end the process.
  client.on("error", () => {});
  const close = once(() => client.end());
  try {
    const vectors = await preparePostgres(client, where);
    return {
      engine: "postgresql",
      db: drizzlePostgres(client, { schema }) as unknown as Database,
      client,
      vectors,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function preparePostgres(pool: pg.Pool, where: string): Promise<boolean> {
  const connection = await pool.connect().catch((error: unknown) => {
    throw new DatabaseUnavailableError(where, error);
  });
  try {
    const scripts: ScriptConnection = {
      script: async (text) => void (await connection.query(text)),
      rows: async <Row>(text: string) => (await connection.query(text)).rows as Row[],
    };
    // Another process may be at a long migration, which is waited for.
    await scripts.script("set statement_timeout = 0");
    await migrate(scripts);
    await scripts.script("reset statement_timeout");
    return await findVectors(scripts);
  } finally {
    connection.release();
  }
}

/** Turns pgvector on where the server has it and lets us. */
async function findVectors(connection: ScriptConnection): Promise<boolean> {
  await connection.script("create extension if not exists vector with schema public").catch(() => {});
  const rows = await connection.rows<{ there: boolean }>("select to_regtype('vector') is not null as there");
  return rows[0]!.there;
}

function describePlace(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new InvalidInputError(
      "DATABASE_URL",
      "an address like postgres://user@host:5432/name",
      "another text",
    );
  }
  return `${parsed.hostname || "localhost"}:${parsed.port || "5432"}${parsed.pathname}`;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
