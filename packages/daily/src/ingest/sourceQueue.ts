import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import { randomUUID } from "node:crypto";
import type { Database } from "../database/handle.ts";
import { sourceState } from "../database/schema.ts";
import type { Clock } from "../net/clock.ts";
import { MalformedAnswerError, SourceFailureError, SourcePausedError } from "../net/errors.ts";

/** How one source wants to be asked. */
export interface SourceManners {
  /** Its name in the table of sources: "arxiv". */
  source: string;
  /** From the end of one request to the beginning of the next, in milliseconds. */
  pause: number;
}

export interface QueueOptions {
  db: Database;
  clock: Clock;
  signal?: AbortSignal;
  /** A number from 0 to 1; default `Math.random`. */
  random?: () => number;
}

/** Failures in a row after which nothing is asked for a while. */
const mostFailures = 5;
const breakerPause = 15 * 60_000;
/** What is waited after the first, second, … failure in a row, in milliseconds, and how much longer at random. */
const backOff = [30_000, 60_000, 120_000, 240_000, 480_000];
const jitter = 0.25;
/** Longest wait in one go; a source that asks for more is left alone until the next run. */
const longestWait = 10 * 60_000;
/** How often somebody who waits for another's turn to end looks, in milliseconds. */
const lookAgain = 250;
/** A turn ends by itself when its holder died; as long as he lives he renews it. */
const turnLength = 15_000;
const renewalInterval = 5_000;

/**
 * Asks a source politely: one request at a time and a pause between two, over all processes that share the database;
 * again after a passing trouble, ever later; not at all for a while after too many.
 * @param ask makes one request and reads its answer
 * @throws SourcePausedError when it is not to be asked now; and whatever `ask` throws that asking again does not mend
 */
export async function askPolitely<Answer>(
  manners: SourceManners,
  options: QueueOptions,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const { db, clock, signal } = options;
  await db.insert(sourceState).values({ source: manners.source }).onConflictDoNothing();
  for (;;) {
    const holder = randomUUID();
    await waitForTurn(manners, options, holder);
    const renewal = setInterval(() => void renew(db, clock, holder).catch(() => {}), renewalInterval);
    try {
      const answer = await ask();
      await finish(manners, options, holder, "answered");
      return answer;
    } catch (error) {
      const isFailure = isPassing(error) && !signal?.aborted;
      await finish(manners, options, holder, isFailure ? error : "dropped");
      if (!isFailure) throw error;
    } finally {
      clearInterval(renewal);
    }
  }
}

type Failure = SourceFailureError | MalformedAnswerError;

/** Troubles that may be over next time. */
function isPassing(error: unknown): error is Failure {
  if (error instanceof MalformedAnswerError) return true;
  if (!(error instanceof SourceFailureError)) return false;
  const { status } = error;
  return status === null || status === 200 || status === 408 || status === 429 || status >= 500;
}

async function waitForTurn(manners: SourceManners, options: QueueOptions, holder: string): Promise<void> {
  const { db, clock, signal } = options;
  for (;;) {
    signal?.throwIfAborted();
    const now = clock.now();
    if (await takeTurn(db, manners.source, holder, now)) return;
    const wait = await timeToWait(db, manners.source, now);
    if (wait > longestWait) {
      throw new SourcePausedError(manners.source, new Date(now.getTime() + wait), "it asked for a pause");
    }
    await clock.sleep(wait, signal);
  }
}

/** Takes the turn if nobody has it and it is time; the database decides among several who want it. */
async function takeTurn(db: Database, source: string, holder: string, now: Date): Promise<boolean> {
  const { leaseUntil, nextRequestAt, pausedUntil } = sourceState;
  const isOver = (column: typeof leaseUntil) => or(isNull(column), lte(column, now));
  const taken = await db
    .update(sourceState)
    .set({ leaseHolder: holder, leaseUntil: new Date(now.getTime() + turnLength) })
    .where(
      and(eq(sourceState.source, source), isOver(leaseUntil), isOver(nextRequestAt), isOver(pausedUntil)),
    )
    .returning({ source: sourceState.source });
  return taken.length > 0;
}

async function timeToWait(db: Database, source: string, now: Date): Promise<number> {
  const [state] = await db.select().from(sourceState).where(eq(sourceState.source, source));
  if (!state) return 0;
  if (state.pausedUntil && state.pausedUntil > now) {
    const reason = `it failed ${state.failures} times in a row, the last time because ${state.lastError ?? "unknown"}`;
    throw new SourcePausedError(source, state.pausedUntil, reason);
  }
  const until = (moment: Date | null) => Math.max(0, (moment?.getTime() ?? 0) - now.getTime());
  // A turn that somebody holds may end any moment: look again soon.
  return Math.max(until(state.nextRequestAt), Math.min(until(state.leaseUntil), lookAgain), 10);
}

async function renew(db: Database, clock: Clock, holder: string): Promise<void> {
  const leaseUntil = new Date(clock.now().getTime() + turnLength);
  await db.update(sourceState).set({ leaseUntil }).where(eq(sourceState.leaseHolder, holder));
}

/** Gives the turn back and writes down how it went; "dropped" says nothing about the source. */
async function finish(
  { source, pause }: SourceManners,
  options: QueueOptions,
  holder: string,
  outcome: Failure | "answered" | "dropped",
): Promise<void> {
  const { db, clock } = options;
  const now = clock.now();
  const after = (milliseconds: number) => new Date(now.getTime() + milliseconds);
  const turn = { leaseHolder: null, leaseUntil: null, nextRequestAt: after(pause) };
  const row = and(eq(sourceState.source, source), eq(sourceState.leaseHolder, holder));
  if (outcome === "dropped") {
    await db.update(sourceState).set(turn).where(row);
  } else if (outcome === "answered") {
    await db
      .update(sourceState)
      .set({ ...turn, failures: 0, pausedUntil: null, lastGoodAt: now })
      .where(row);
  } else {
    const [state] = await db.select().from(sourceState).where(row);
    const failures = (state?.failures ?? 0) + 1;
    const asked = outcome instanceof SourceFailureError ? outcome.retryAt : null;
    const wait = asked ? asked.getTime() - now.getTime() : backOffAfter(failures, options);
    const set = {
      ...turn,
      failures,
      nextRequestAt: after(Math.max(pause, wait)),
      pausedUntil: failures >= mostFailures ? after(Math.max(breakerPause, asked ? wait : 0)) : null,
      lastError: outcome.message.slice(0, 500),
      lastErrorAt: now,
    };
    await db.update(sourceState).set(set).where(row);
  }
}

function backOffAfter(failures: number, { random = Math.random }: QueueOptions): number {
  const wait = backOff[Math.min(failures, backOff.length) - 1]!;
  return wait * (1 + jitter * random());
}

/** What the status page shows of a source. */
export interface SourceStatus {
  source: string;
  lastGoodAt: Date | null;
  failures: number;
  /** While it lies ahead, nothing is asked. */
  pausedUntil: Date | null;
  lastError: string | null;
  lastErrorAt: Date | null;
}

/** All sources that were ever asked. */
export async function sourceStatuses(db: Database): Promise<SourceStatus[]> {
  const { source, lastGoodAt, failures, pausedUntil, lastError, lastErrorAt } = sourceState;
  return db
    .select({ source, lastGoodAt, failures, pausedUntil, lastError, lastErrorAt })
    .from(sourceState)
    .orderBy(sql`${source}`);
}
