import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type * as schema from "./schema.ts";

export type Schema = typeof schema;

interface Rows<Row> {
  rows: Row[];
}

/** What `db.execute` returns on either database. */
export interface RawResult extends PgQueryResultHKT {
  readonly type: Rows<this["row"]>;
}

/**
 * The handle that every function of this package takes: PGlite or PostgreSQL, or a transaction of either.
 * In raw SQL cast counts and the like to `int`: the drivers differ in what they make of a `bigint`.
 */
export type Database = PgDatabase<RawResult, Schema>;
