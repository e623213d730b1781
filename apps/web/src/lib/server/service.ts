import { building, dev } from "$app/env";
import {
  DatabaseTooNewError,
  DatabaseUnavailableError,
  DataFolderLockedError,
  type Database,
  type DatabasePlace,
  type EmbeddingProvider,
  InvalidInputError,
  NotFoundError,
  openDatabase,
  type OpenDatabase,
  openEmbeddingProvider,
  openSemanticSearch,
  readEmbeddingSettings,
  readIngestSettings,
  refreshHot,
  type SemanticSearch,
  startWorker,
  seedCollection,
} from "@offprint/daily";
import { libraryMethods, type LibraryMethod } from "@offprint/papers";
import { error, isHttpError, isRedirect } from "@sveltejs/kit";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { logEvent, logProblem } from "./http/log.ts";
import { loadPapers } from "./papers.ts";

/** The open database, and search by meaning where a model is set up. */
export interface Service extends OpenDatabase {
  semantic: SemanticSearch | null;
}

/** Milliseconds after which the background jobs begin: the first readers come first. */
const workerDelay = 5000;

/** Milliseconds from one attempt to open the database to the next. */
const pauseBetweenAttempts = 3000;

const closeKey = Symbol.for("offprint.closeService");
const reloaded = afterReload();

let opened: Service | null = null;
let opening: Promise<Service> | null = null;
let failure: { reason: Error; at: number } | null = null;
let isClosed = false;
let stopWorker: (() => Promise<void>) | null = null;

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
export function openService(): Promise<Service> {
  if (isClosed) return Promise.reject(new Error("The server is stopping."));
  if (opened) return Promise.resolve(opened);
  if (failure && Date.now() - failure.at < pauseBetweenAttempts) return Promise.reject(failure.reason);
  opening ??= open();
  return opening;
}

/** Opens the database in the background, so that the first reader need not wait for it. */
export function warmUp(): void {
  if (!building) openService().catch((reason: unknown) => logProblem("the database does not open", reason));
}

async function open(): Promise<Service> {
  try {
    await reloaded;
    const database = await openDatabase(placeOfDatabase());
    try {
      const now = new Date();
      const { changed } = await seedCollection(database.db, await collection(), now);
      if (changed > 0) await refreshHot(database.db, { since: now });
    } catch (reason) {
      await database.close();
      throw reason;
    }
    failure = null;
    const embeddings = await openEmbeddings();
    opened = { ...database, semantic: embeddings && openSemanticSearch(database, embeddings) };
    setTimeout(() => void work(database, embeddings), workerDelay).unref();
    return opened;
  } catch (reason) {
    failure = { reason: reason as Error, at: Date.now() };
    throw reason;
  } finally {
    opening = null;
  }
}

/** Without a model, or with one that cannot be used, search is by words. */
async function openEmbeddings(): Promise<EmbeddingProvider | null> {
  try {
    const settings = readEmbeddingSettings(process.env);
    return settings && (await openEmbeddingProvider(settings, readIngestSettings(process.env).userAgent));
  } catch (reason) {
    logProblem("search is by words only", reason);
    return null;
  }
}

/**
 * Does the background jobs in this process where nobody else can (the embedded database has room for one process)
 * and where it is to follow arXiv (`ARXIV_PULL=on`). `WORKER` is "on" or "off" to decide otherwise.
 */
async function work(database: OpenDatabase, embeddings: EmbeddingProvider | null): Promise<void> {
  const isPulling = process.env["ARXIV_PULL"] === "on";
  const wish = process.env["WORKER"] || (database.engine === "pglite" || isPulling ? "on" : "off");
  if (wish !== "on" || isClosed || stopWorker) return;
  try {
    stopWorker = await startWorker(database, {
      environment: process.env,
      // Nothing is fetched from anywhere unless the host asks for it.
      ingest: isPulling,
      embeddings,
      log: ({ level, message, ...details }) => logEvent(level, message, details),
      onError: (reason) => logProblem("a background job failed", reason),
    });
  } catch (reason) {
    logProblem("background jobs do not run", reason);
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

const methodSources = import.meta.glob<string>(
  ["../../../../../packages/methods/src/*/*.ts", "!**/*.test.ts", "!**/*.golden.ts"],
  { query: "?raw", import: "default" },
);
let methods: Promise<LibraryMethod[]> | undefined;

/** The exports of the library that papers bring, with their signatures. */
export function loadMethods(): Promise<LibraryMethod[]> {
  return (methods ??= loadPapers().then((papers) =>
    libraryMethods(
      papers.map(({ card }) => card),
      (module) => {
        const inModule = ([path]: [string, unknown]) => path.split("/").at(-2) === module;
        return Promise.all(
          Object.entries(methodSources)
            .filter(inModule)
            .map(([, load]) => load()),
        );
      },
    ),
  ));
}

/** The nearest folder above this file that holds all packages: the clone that the server was built in. */
export function repositoryRoot(): string {
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
export async function withService<Result>(work: (service: Service) => Promise<Result>): Promise<Result> {
  try {
    return await work(await openService());
  } catch (reason) {
    if (isHttpError(reason) || isRedirect(reason)) throw reason;
    const known = explain(reason);
    if (known) error(known.status, known.detail);
    throw reason;
  }
}

/** What people get told of an error, with the status that goes with it. */
export interface Explanation {
  status: 400 | 404 | 503;
  detail: string;
  /** The parameter that is to blame. */
  parameter?: string;
}

/** Explains an error that is not ours; null for one that is. */
export function explain(reason: unknown): Explanation | null {
  if (reason instanceof InvalidInputError) {
    return { status: 400, detail: reason.message, parameter: reason.argument };
  }
  if (reason instanceof NotFoundError) return { status: 404, detail: reason.message };
  return isUnavailable(reason) ? { status: 503, detail: reasonFor(reason) } : null;
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
  await stopWorker?.();
  await database?.close();
}

/** What the evaluation of this module before left behind for the next one; see {@link afterReload}. */
type Reloaded = { [closeKey]?: () => Promise<void> };

/**
 * While developing, this module is evaluated anew whenever its sources change, in the same process. The database that
 * the evaluation before has open must be closed first.
 */
function afterReload(): Promise<void> {
  if (!dev) return Promise.resolve();
  const kept = globalThis as Reloaded;
  const closed = kept[closeKey]?.() ?? Promise.resolve();
  kept[closeKey] = closeService;
  return closed;
}
