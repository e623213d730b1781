/** The Daily Papers service: catalogue, ingest, channels, jobs and their database. No HTTP, no pages. */
export type { Database } from "./database/handle.ts";
export { openDatabase, type DatabasePlace, type OpenDatabase } from "./database/openDatabase.ts";
export * from "./errors.ts";
