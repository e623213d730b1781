import { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import type pg from "pg";
import { type ConstructorOptions, type Db, fromDrizzle, fromPglite, PgBoss } from "pg-boss";
import type { Database } from "../database/handle.ts";
import type { OpenDatabase } from "../database/openDatabase.ts";

/** When a job runs by itself. */
export interface JobSchedule {
  /** Tells several schedules of one kind from each other. */
  key: string;
  /** Five fields: minute, hour, day, month, weekday. */
  cron: string;
  /** IANA name of the time zone that the fields are meant in. */
  zone: string;
  data?: object;
}

/** A kind of work that is done in the background. */
export interface JobKind<Data extends object = object> {
  name: string;
  /** Does the work. What it throws fails the job, which is tried again later. Stops promptly on `signal`. */
  run(data: Data, job: JobRun): Promise<void>;
  /** Longest time without a sign of life before the job counts as dead, in seconds; at least 10. Default 60. */
  heartbeatSeconds?: number;
  /** Longest time at all, in seconds. Default 15 minutes. */
  expireInSeconds?: number;
  schedules?: JobSchedule[];
}

export interface JobRun {
  /** Aborts when the worker is to stop. */
  signal: AbortSignal;
  /** Enqueues another job. */
  send: JobQueue["send"];
}

export interface SendJobOptions {
  /** The transaction that the job becomes part of: it is there if and only if that commits. */
  tx?: Database;
  /** Jobs of one key wait only once; without it, jobs of one kind do. */
  key?: string;
  startAfter?: Date;
}

export interface JobCounts extends Record<string, unknown> {
  name: string;
  waiting: number;
  running: number;
  /** For good, within the last week. */
  failed: number;
}

export interface JobQueue {
  /**
   * Enqueues a job. One that is already waiting is not enqueued twice.
   * @returns its id, or null if one is waiting already
   */
  send(name: string, data?: object, options?: SendJobOptions): Promise<string | null>;
  /** How many jobs of each kind wait, run, or failed for good. */
  counts(): Promise<JobCounts[]>;
  /** Begins to take jobs, and to enqueue those that are due by schedule. */
  work(): Promise<void>;
  /** Takes no more jobs, tells the running ones to stop and waits for them. */
  stop(): Promise<void>;
}

export interface JobQueueOptions {
  /** Told of what goes wrong in the background; a failed job is told with its kind. */
  onError: (error: unknown, kind: string | null) => void;
  /** How often a worker looks for jobs, in seconds, at least 0.5. Default 2. */
  pollingIntervalSeconds?: number;
  /** Time for running jobs to stop, in milliseconds. Default 20 s. */
  stopTimeout?: number;
}

const failedJobs = "failed";
const defaultHeartbeat = 60;
const defaultExpiry = 15 * 60;

/** The queue of background jobs, in the database itself: any number of processes can send and work. */
export async function openJobQueue(
  open: OpenDatabase,
  kinds: JobKind[],
  options: JobQueueOptions,
): Promise<JobQueue> {
  const boss = new PgBoss({ ...connectionOf(open), schema: "jobs" });
  const stopping = new AbortController();
  boss.on("error", (error) => options.onError(error, null));
  await boss.start();
  await boss.createQueue(failedJobs);
  for (const kind of kinds) await prepareKind(boss, kind);

  const send: JobQueue["send"] = (name, data = {}, { tx, key, startAfter } = {}) =>
    boss.send(name, data, {
      singletonKey: key ?? "",
      ...(startAfter && { startAfter }),
      ...(tx && { db: fromDrizzle(tx, sql) }),
    });

  async function workOn(kind: JobKind): Promise<void> {
    const polling = { pollingIntervalSeconds: options.pollingIntervalSeconds ?? 2 };
    await boss.work<object>(kind.name, { ...polling, batchSize: 1 }, async ([job]) => {
      const signal = AbortSignal.any([stopping.signal, job!.signal]);
      try {
        await kind.run(job!.data ?? {}, { signal, send });
      } catch (error) {
        if (!stopping.signal.aborted) options.onError(error, kind.name);
        throw error;
      }
    });
  }

  return {
    send,
    // Not from pg-boss, whose counts are up to a minute old.
    async counts() {
      const found = await open.db.execute<JobCounts>(sql`
        select name,
          count(*) filter (where state in ('created', 'retry'))::int as waiting,
          count(*) filter (where state = 'active')::int as running,
          count(*) filter (where state = 'failed')::int as failed
        from jobs.job where name in ${kinds.map(({ name }) => name)} group by name`);
      const counts = new Map(found.rows.map((row) => [row.name, row]));
      return kinds.map(({ name }) => counts.get(name) ?? { name, waiting: 0, running: 0, failed: 0 });
    },
    async work() {
      for (const kind of kinds) {
        await followSchedules(boss, kind);
        await workOn(kind);
      }
    },
    async stop() {
      stopping.abort(new Error("the worker stops"));
      await boss.stop({ graceful: true, close: false, timeout: options.stopTimeout ?? 20_000 });
    },
  };
}

function connectionOf({ client }: OpenDatabase): ConstructorOptions {
  if (client instanceof PGlite) return { backend: "pglite", db: fromPglite(client) };
  return { db: poolAdapter(client) };
}

/** Lets pg-boss use our pool. A query of several statements gives several results: their rows belong together. */
function poolAdapter(pool: pg.Pool): Db {
  return {
    async executeSql(text, values) {
      const result = (await pool.query(text, values)) as pg.QueryResult | pg.QueryResult[];
      return { rows: Array.isArray(result) ? result.flatMap(({ rows }) => rows) : result.rows };
    },
  };
}

async function prepareKind(boss: PgBoss, kind: JobKind): Promise<void> {
  const settings = {
    retryLimit: 3,
    retryDelay: 60,
    retryBackoff: true,
    heartbeatSeconds: kind.heartbeatSeconds ?? defaultHeartbeat,
    expireInSeconds: kind.expireInSeconds ?? defaultExpiry,
    deleteAfterSeconds: 7 * 24 * 3600,
    deadLetter: failedJobs,
  };
  // One waits and one runs at most, for each key: more of the same would do nothing more.
  await boss.createQueue(kind.name, { policy: "stately", ...settings });
  await boss.updateQueue(kind.name, settings);
}

/** Schedules what the kind says now, and forgets what it said before. */
async function followSchedules(boss: PgBoss, { name, schedules = [] }: JobKind): Promise<void> {
  const keys = new Set(schedules.map(({ key }) => key));
  for (const { key } of await boss.getSchedules(name)) if (!keys.has(key)) await boss.unschedule(name, key);
  for (const { key, cron, zone, data } of schedules) {
    await boss.schedule(name, cron, data ?? {}, { key, tz: zone, missed: "once", singletonKey: "" });
  }
}
