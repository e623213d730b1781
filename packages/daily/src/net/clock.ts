import { setTimeout as delay } from "node:timers/promises";

/** Time, as far as waiting and deciding go: tests bring their own. */
export interface Clock {
  now(): Date;
  /** Resolves when that many milliseconds are over; rejects when `signal` aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, signal ? { signal } : {});
  },
};
