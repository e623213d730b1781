import { openDatabase, type OpenDatabase } from "@offprint/daily";
import { sql } from "drizzle-orm";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgres, startPostgres } from "../../../packages/daily/src/testing/postgresServer.ts";
import { type Fill, fillDatabase } from "./fillDatabase.ts";

export type Engine = "pglite" | "postgresql";

/** A filled database. It can be open in one process at a time where it is PGlite. */
export interface KeptDatabase {
  engine: Engine;
  open(): Promise<OpenDatabase>;
  /** Environment of a server that is to use it. */
  environment: Record<string, string>;
  /** Process of the database itself; null where it lives in ours. */
  stop(): Promise<void>;
}

/** Version of the filling: what is kept from before is made anew when it changes. */
const fillVersion = 1;

/** Where filled databases are kept from run to run. PostgreSQL refuses to run as root, and its user reaches this. */
const root = join(tmpdir(), "offprint-service-bench");

/** A filled database: the one of the last run with the same papers, or a new one. Null where it is not installed. */
export async function keepDatabase(engine: Engine, fill: Fill): Promise<KeptDatabase | null> {
  const folder = join(root, `${engine}-${fill.papers}-papers-seed-${fill.seed}-v${fillVersion}`);
  const mark = `${folder}.filled`;
  if (!existsSync(mark)) rmSync(folder, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const database = await (engine === "pglite" ? keepPglite(folder) : keepPostgres(folder));
  if (!database || existsSync(mark)) return database;
  try {
    console.error(`Filling ${engine} with ${fill.papers} made-up papers (kept in ${folder})`);
    const open = await database.open();
    try {
      await fillDatabase(open, fill);
    } finally {
      await open.close();
    }
    writeFileSync(mark, "");
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function keepPglite(folder: string): Promise<KeptDatabase> {
  return {
    engine: "pglite",
    open: () => openDatabase({ dataFolder: folder }),
    environment: { OFFPRINT_DATA: folder, DATABASE_URL: "" },
    stop: async () => {},
  };
}

async function keepPostgres(folder: string): Promise<KeptDatabase | null> {
  const programs = findPostgres();
  if (!programs) return null;
  const server = await startPostgres(programs, { folder, settings: ["shared_buffers=128MB"] });
  return {
    engine: "postgresql",
    open: () => openDatabase({ url: server.url }),
    environment: { DATABASE_URL: server.url },
    stop: () => server.stop(),
  };
}

/** What the database says it is: "PostgreSQL 18.3". */
export async function databaseVersion({ db }: OpenDatabase): Promise<string> {
  const found = await db.execute<{ version: string }>(
    sql`select split_part(version(), ' on ', 1) as version`,
  );
  return found.rows[0]!.version;
}
