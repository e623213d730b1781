import { DatabaseTooNewError } from "../errors.ts";
import { migrations } from "./migrations/index.ts";

/** One connection, which can run several statements at once. */
export interface ScriptConnection {
  script(text: string): Promise<void>;
  rows<Row>(text: string): Promise<Row[]>;
}

/** Any number that nobody else is likely to lock in the same database. */
const advisoryLock = 7_305_100_419;

/**
 * Brings a database up to date, each step in a transaction of its own. Several processes may start at once: one
 * migrates, the others wait and find it done.
 * @returns ids of the steps that were taken
 * @throws DatabaseTooNewError if it knows a step that this program does not
 */
export async function migrate(connection: ScriptConnection): Promise<string[]> {
  await connection.script(`select pg_advisory_lock(${advisoryLock})`);
  try {
    return await takeSteps(connection);
  } finally {
    await connection.script(`select pg_advisory_unlock(${advisoryLock})`);
  }
}

async function takeSteps(connection: ScriptConnection): Promise<string[]> {
  const taken = await migrationsTaken(connection);
  const known = new Set(migrations.map((migration) => migration.id));
  const unknown = taken.filter((id) => !known.has(id)).sort();
  if (unknown.length > 0) throw new DatabaseTooNewError(unknown.at(-1)!);

  const missing = migrations.filter((migration) => !taken.includes(migration.id));
  for (const { id, script } of missing) {
    const record = `insert into migration (id) values ('${id}')`;
    try {
      await connection.script(`begin; ${script}; ${record}; commit`);
    } catch (error) {
      await connection.script("rollback");
      throw error;
    }
  }
  return missing.map((migration) => migration.id);
}

async function migrationsTaken(connection: ScriptConnection): Promise<string[]> {
  await connection.script(`create table if not exists migration (
    id text primary key,
    taken_at timestamptz not null default now()
  )`);
  const rows = await connection.rows<{ id: string }>("select id from migration order by id");
  return rows.map((row) => row.id);
}
