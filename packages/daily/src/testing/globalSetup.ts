import pg from "pg";
import type { TestProject } from "vitest/node";
import { openDatabase } from "../database/openDatabase.ts";
import { databaseUrl, findPostgres, startPostgres } from "./postgresServer.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Address of the tests' server, whose database "template" is migrated; null where there is no PostgreSQL. */
    postgresUrl: string | null;
  }
}

/** Starts one PostgreSQL for the whole run and migrates the database that test files copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const programs = findPostgres();
  if (!programs) {
    project.provide("postgresUrl", null);
    console.warn(
      "\nNo PostgreSQL on this machine (install the package `postgresql`, or set POSTGRES_BIN): " +
        "the database tests run against PGlite only, those against PostgreSQL are SKIPPED.\n",
    );
    return async () => {};
  }
  const server = await startPostgres(programs);
  try {
    const { vectors } = await makeTemplate(server.url);
    if (!vectors) {
      console.warn(
        "\nThis PostgreSQL has no pgvector (install it, or set POSTGRES_BIN to the programs of one that has): " +
          "the tests of its index run against PGlite only, those against PostgreSQL are SKIPPED.\n",
      );
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("postgresUrl", server.url);
  return () => server.stop();
}

async function makeTemplate(url: string): Promise<{ vectors: boolean }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("create database template");
  await client.end();
  const template = await openDatabase({ url: databaseUrl(url, "template") });
  await template.close();
  return { vectors: template.vectors };
}
