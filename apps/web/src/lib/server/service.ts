import { building } from "$app/env";
import {
  DatabaseTooNewError,
  DatabaseUnavailableError,
  DataFolderLockedError,
  type Database,
  type DatabasePlace,
  InvalidInputError,
  openDatabase,
  type OpenDatabase,
  readIngestSettings,
  seedCollection,
} from "@offprint/daily";
import { error, isHttpError, isRedirect } from "@sveltejs/kit";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { loadPapers } from "./papers.ts";

/** Milliseconds from one attempt to open the database to the next. */
const pauseBetweenAttempts = 3000;

let opened: OpenDatabase | null = null;
let opening: Promise<OpenDatabase> | null = null;
let failure: { reason: Error; at: number } | null = null;
let isClosed = false;

/** How it stands with the database. */
export type DatabaseState =
  { state: "open" | "opening" | "not asked for" } | { state: "failed"; reason: string };

export function databaseState(): DatabaseState {
  if (opened) return { state: "open" };
  if (opening) return { state: "opening" };
  if (failure) return { state: "failed", reason: reasonFor(failure.reason) };
  return { state: "not asked for" };
}

/** Time zone of the instance's days: `TIME_ZONE`, or UTC. */
export function timeZone(): string {
  return readIngestSettings(process.env).zone;
}

/**
 * The database, opened and brought up to date by whoever asks first. A failed attempt is made again by the first who
 * asks some seconds later.
 */
export function openService(): Promise<OpenDatabase> {
  if (isClosed) return Promise.reject(new Error("The server is stopping."));
  if (opened) return Promise.resolve(opened);
  if (failure && Date.now() - failure.at < pauseBetweenAttempts) return Promise.reject(failure.reason);
  opening ??= open();
  return opening;
}

/** Opens the database in the background, so that the first reader need not wait for it. */
export function warmUp(): void {
  if (!building) openService().catch((reason: unknown) => console.error(reasonFor(reason)));
}

async function open(): Promise<OpenDatabase> {
  try {
    const database = await openDatabase(placeOfDatabase());
    try {
      await seedCollection(database.db, await collection(), new Date());
    } catch (reason) {
      await database.close();
      throw reason;
    }
    failure = null;
    opened = database;
    return database;
  } catch (reason) {
    failure = { reason: reason as Error, at: Date.now() };
    throw reason;
  } finally {
    opening = null;
  }
}

async function collection() {
  const papers = await loadPapers();
  return papers.map(({ card, experiment, results }) => ({
    card,
    claims: experiment.claims,
    ...(results && { results }),
  }));
}

function placeOfDatabase(): DatabasePlace {
  const url = process.env["DATABASE_URL"];
  if (url) return { url };
  return { dataFolder: resolve(process.env["OFFPRINT_DATA"] || join(repositoryRoot(), ".offprint/data")) };
}

/** The nearest folder above this file that holds all packages: the clone that the server was built in. */
function repositoryRoot(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "packages/papers"))) return folder;
    if (folder === dirname(folder)) return process.cwd();
  }
}

/**
 * Does what needs the database, for a page or an answer. Where the database is not there the answer is 503, and 400
 * where the request asks for something that cannot be.
 */
export async function withDatabase<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
  return withService(({ db }) => work(db));
}

/** The same, with what lies around the database. */
export async function withService<Result>(work: (service: OpenDatabase) => Promise<Result>): Promise<Result> {
  try {
    return await work(await openService());
  } catch (reason) {
    if (isHttpError(reason) || isRedirect(reason)) throw reason;
    if (reason instanceof InvalidInputError) error(400, reason.message);
    if (isUnavailable(reason)) error(503, reasonFor(reason));
    throw reason;
  }
}

/** Codes of PostgreSQL that mean that the server is going, gone or not up yet. */
const unavailableCodes = /^(57P0[1-5]|08\w{3}|53300|ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT)$/;

/** True if the database cannot be used at present, whatever is asked of it. */
function isUnavailable(reason: unknown): boolean {
  if (isClosed || reason instanceof DatabaseUnavailableError || reason instanceof DataFolderLockedError)
    return true;
  if (reason instanceof DatabaseTooNewError) return true;
  for (let cause: unknown = reason; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause ? String(cause.code) : "";
    if (unavailableCodes.test(code)) return true;
    if (/Connection terminated|timeout exceeded when trying to connect/i.test(cause.message)) return true;
    if (cause instanceof AggregateError && cause.errors.some(isUnavailable)) return true;
  }
  return reason === failure?.reason;
}

/** What people may know: what our own errors say, and of others only that the database is not there. */
function reasonFor(reason: unknown): string {
  const isOurs =
    reason instanceof DataFolderLockedError ||
    reason instanceof DatabaseTooNewError ||
    reason instanceof InvalidInputError;
  return isOurs ? reason.message : "The database cannot be reached. Papers that run here can still be read.";
}

/** Closes the database; nothing opens it again. */
export async function closeService(): Promise<void> {
  isClosed = true;
  const database = opened ?? (await opening?.catch(() => null));
  opened = null;
  await database?.close();
}
