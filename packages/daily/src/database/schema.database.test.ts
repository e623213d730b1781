import { is, sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import { describeDatabases } from "../testing/databases.ts";
import * as schema from "./schema.ts";

const tables = Object.values(schema).filter((value) => is(value, PgTable));

describeDatabases("tables and migrations say the same", (database) => {
  test("tables", async () => {
    const found = await database.db.execute<{ name: string }>(sql`
      select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migration' order by 1`);
    expect(found.rows.map((row) => row.name)).toEqual(
      tables.map((table) => getTableConfig(table).name).sort(),
    );
  });

  test.each(tables.map((table) => [getTableConfig(table).name, table] as const))(
    "columns of %s",
    async (name, table) => {
      const found = await database.db.execute<{
        name: string;
        type: string;
        required: boolean;
        preset: boolean;
      }>(sql`
      select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
        (a.atthasdef and a.attgenerated = '') or a.attidentity <> '' as preset
      from pg_attribute a
      where a.attrelid = ${name}::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`);
      const { columns, primaryKeys } = getTableConfig(table);
      const keyed = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
      expect(found.rows).toEqual(
        columns.map((column) => ({
          name: column.name,
          type: column.getSQLType(),
          required: column.notNull || keyed.has(column.name),
          preset: column.hasDefault && column.generated === undefined,
        })),
      );
    },
  );

  test("indexes and unique constraints", async () => {
    const found = await database.db.execute<{ name: string }>(sql`
      select indexname as name from pg_indexes where schemaname = 'public' and tablename <> 'migration'
        and indexname not like '%_pkey' order by 1`);
    const declared = tables.flatMap((table) => {
      const { indexes, uniqueConstraints } = getTableConfig(table);
      return [
        ...indexes.map((index) => index.config.name),
        ...uniqueConstraints.map((constraint) => constraint.getName()),
      ];
    });
    expect(found.rows.map((row) => row.name)).toEqual(declared.sort());
  });
});
