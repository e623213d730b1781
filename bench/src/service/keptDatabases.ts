import { openDatabase, type OpenDatabase } from "@offprint/daily";
import { sql } from "drizzle-orm";
import { execFileSync } from "node:child_process";
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
  /** Stops the database's server, where it has one. */
  stop(): Promise<void>;
}

/** Version of the filling: what is kept from before is made anew when it changes. */
const fillVersion = 1;

/** Where filled databases are kept from run to run. PostgreSQL refuses to run as root, and its user reaches this. */
const root = join(tmpdir(), "offprint-service-bench");

/** A filled database: the one of the last run with the same papers, or a new one. Null where it is not installed. */
export async function keepDatabase(engine: Engine, fill: Fill): Promise<KeptDatabase | null> {
  const programs = engine === "postgresql" ? findPostgres() : null;
  if (engine === "postgresql" && !programs) return null;
  // Another version of PostgreSQL cannot read the files.
  const version = programs ? `-${majorVersion(programs)}` : "";
  const folder = join(root, `${engine}${version}-${fill.papers}-papers-seed-${fill.seed}-v${fillVersion}`);
  const mark = `${folder}.filled`;
  if (!existsSync(mark)) rmSync(folder, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const database = await (programs ? keepPostgres(programs, folder) : keepPglite(folder));
  if (existsSync(mark)) return database;
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

/** "15", of the programs in a folder. */
function majorVersion(programs: string): string {
  return /\d+/.exec(execFileSync(join(programs, "postgres"), ["--version"], { encoding: "utf8" }))![0];
}

async function keepPostgres(programs: string, folder: string): Promise<KeptDatabase> {
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
