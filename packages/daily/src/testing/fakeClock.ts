import type { Clock } from "../net/clock.ts";

/** A clock on which sleeping takes no time, and which remembers how long was slept. */
export interface FakeClock extends Clock {
  /** Every sleep so far, in milliseconds. */
  readonly slept: number[];
  /** Lets time pass. */
  pass(milliseconds: number): void;
}

export function fakeClock(start: string): FakeClock {
  let time = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(time),
    pass: (milliseconds) => void (time += milliseconds),
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      time += milliseconds;
    },
  };
}
