import { sql } from "drizzle-orm";
import type { Database } from "../database/handle.ts";

/** How many requests a client may send in a time. */
export interface RatePolicy {
  name: string;
  requests: number;
  seconds: number;
}

export interface RateState {
  isAllowed: boolean;
  /** Requests that are left. */
  remaining: number;
  /** Seconds until one more is free. */
  reset: number;
}

/**
 * Counts a request in the window of the last seconds, over all processes that share the database, by the database's
 * clock, in one statement. A refused request does not count.
 * @param now for tests: another moment than the present
 */
export async function countRequest(
  db: Database,
  { name, requests, seconds }: RatePolicy,
  client: string,
  now?: Date,
): Promise<RateState> {
  const moment = now ? sql`${now.toISOString()}::timestamptz` : sql`now()`;
  const window = sql`make_interval(secs => ${seconds}::float8)`;
  const { rows } = await db.execute<{ isAllowed: boolean; used: number; reset: number }>(sql`
    insert into rate_window as known (policy, client, times, is_allowed, ends_at)
    values (${name}, ${client}, array[${moment}], true, ${moment} + ${window})
    on conflict (policy, client) do update set (times, is_allowed, ends_at) = (
      select
        case when is_free then recent || ${moment} else recent end,
        is_free,
        case when is_free then ${moment} + ${window} else known.ends_at end
      from
        (select array(
          select time from unnest(known.times) as time where time > ${moment} - ${window} order by time
        ) as recent) as counted,
        lateral (select cardinality(recent) < ${requests}::int as is_free) as judged
    )
    returning
      is_allowed as "isAllowed",
      cardinality(times)::int as used,
      ceil(extract(epoch from times[1] + ${window} - ${moment}))::int as reset`);
  const { isAllowed, used, reset } = rows[0]!;
  return { isAllowed, remaining: requests - used, reset: Math.max(1, reset) };
}

/** Forgets clients whose window is over. */
export async function pruneRateWindows(db: Database, now?: Date): Promise<void> {
  const moment = now ? sql`${now.toISOString()}::timestamptz` : sql`now()`;
  await db.execute(sql`delete from rate_window where ends_at < ${moment}`);
}

/** Clients at most of whose refusal a process knows by itself. */
const mostRefused = 10_000;

/**
 * Makes a limiter that asks the database, but not about a client whose window is known to be full: nothing that other
 * processes do frees it earlier.
 */
export function rateLimiter(policy: RatePolicy, now: () => number = Date.now) {
  const fullUntil = new Map<string, number>();
  return async (db: Database, client: string): Promise<RateState> => {
    const left = (fullUntil.get(client) ?? 0) - now();
    if (left > 0) return { isAllowed: false, remaining: 0, reset: Math.ceil(left / 1000) };
    fullUntil.delete(client);
    const state = await countRequest(db, policy, client);
    if (!state.isAllowed) {
      if (fullUntil.size >= mostRefused) fullUntil.clear();
      fullUntil.set(client, now() + state.reset * 1000);
    }
    return state;
  };
}
