import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { sourceState } from "../database/schema.ts";
import { systemClock } from "../net/clock.ts";
import {
  MalformedAnswerError,
  SourceFailureError,
  SourcePausedError,
  SourceRefusedError,
} from "../net/errors.ts";
import { describeDatabases } from "../testing/databases.ts";
import { fakeClock, type FakeClock } from "../testing/fakeClock.ts";
import { askPolitely, sourceStatuses } from "./sourceQueue.ts";

const arxiv = { source: "arxiv", pause: 3000 };
const busy = (retryAt: Date | null = null) =>
  new SourceFailureError("arXiv answered 503", { status: 503, retryAt });

describeDatabases("askPolitely", (database) => {
  let clock: FakeClock;
  beforeEach(() => {
    clock = fakeClock("2026-01-06T05:05:00Z");
  });
  const ask = <Answer>(work: () => Promise<Answer>, random = () => 0) =>
    askPolitely(arxiv, { db: database.db, clock, random }, work);
  /** Fails with each of these in turn, then answers. */
  const failing = (...errors: Error[]) => {
    const queue = [...errors];
    return async () => {
      const error = queue.shift();
      if (error) throw error;
      return "answer";
    };
  };

  test("waits three seconds between two requests, but not before the first", async () => {
    await ask(async () => clock.pass(800));
    expect(clock.slept).toEqual([]);
    await ask(async () => {});
    clock.pass(1000);
    await ask(async () => {});
    expect(clock.slept).toEqual([3000, 2000]);
  });

  test("asks again later and later", async () => {
    expect(await ask(failing(busy(), new MalformedAnswerError("cut"), busy(), busy()))).toBe("answer");
    expect(clock.slept).toEqual([30_000, 60_000, 120_000, 240_000]);
    expect(await sourceStatuses(database.db)).toMatchObject([
      {
        source: "arxiv",
        failures: 0,
        pausedUntil: null,
        lastGoodAt: clock.now(),
        lastError: "arXiv answered 503",
      },
    ]);
  });

  test("waits up to a quarter longer, at random", async () => {
    await ask(failing(busy()), () => 1);
    expect(clock.slept).toEqual([37_500]);
  });

  test("waits as long as the source asks for, and at least the pause", async () => {
    await ask(failing(busy(new Date("2026-01-06T05:05:07Z"))));
    expect(clock.slept).toEqual([7000]);
    await ask(failing(busy(clock.now())));
    expect(clock.slept).toEqual([7000, 3000, 3000]);
  });

  test("remembers what the source asked for when another process goes on", async () => {
    const retryAt = new Date("2026-01-06T07:00:00Z");
    await expect(ask(failing(busy(retryAt)))).rejects.toMatchObject({
      name: "SourcePausedError",
      until: retryAt,
    });
    await expect(ask(failing())).rejects.toBeInstanceOf(SourcePausedError);
    clock.pass(2 * 3600_000);
    expect(await ask(failing())).toBe("answer");
  });

  test("stops after five failures, and after a pause probes once", async () => {
    let asked = 0;
    const never = async () => {
      asked++;
      throw busy();
    };
    await expect(ask(never)).rejects.toThrow(/failed 5 times in a row/);
    expect(asked).toBe(5);
    await expect(ask(never)).rejects.toBeInstanceOf(SourcePausedError);
    expect(asked).toBe(5);
    clock.pass(16 * 60_000);
    await expect(ask(never)).rejects.toBeInstanceOf(SourcePausedError);
    expect(asked).toBe(6);
    clock.pass(16 * 60_000);
    expect(await ask(failing())).toBe("answer");
    expect(await sourceStatuses(database.db)).toMatchObject([{ failures: 0, pausedUntil: null }]);
  });

  test.each([
    ["a refusal", new SourceRefusedError("bad id")],
    ["not found", new SourceFailureError("404", { status: 404 })],
    ["a mistake of ours", new TypeError("oops")],
  ])("does not ask again after %s", async (_, error) => {
    await expect(ask(failing(error))).rejects.toBe(error);
    expect(clock.slept).toEqual([]);
    await ask(failing());
    expect(clock.slept).toEqual([3000]);
  });

  test("goes on after a holder that died, but not beside one that lives", async () => {
    await ask(failing());
    const held = async (until: string) => {
      const set = { leaseHolder: "another", leaseUntil: new Date(until), nextRequestAt: null };
      await database.db.update(sourceState).set(set).where(eq(sourceState.source, "arxiv"));
    };
    await held("2026-01-06T05:05:05Z");
    await ask(failing());
    expect(clock.slept).toEqual(Array(20).fill(250));
  });

  test("stops waiting when it is told to", async () => {
    await ask(failing());
    const options = { db: database.db, clock, signal: AbortSignal.abort(new Error("stop")) };
    await expect(askPolitely(arxiv, options, failing())).rejects.toThrow("stop");
  });

  describe("several at once", () => {
    test("ask one after another", async () => {
      let running = 0;
      const times: number[] = [];
      const work = async () => {
        expect(++running).toBe(1);
        times.push(performance.now());
        await systemClock.sleep(20);
        running--;
      };
      const options = { db: database.db, clock: systemClock };
      await Promise.all([1, 2, 3].map(() => askPolitely({ source: "arxiv", pause: 60 }, options, work)));
      const [first, second, third] = times.sort((a, b) => a - b);
      expect(second! - first!).toBeGreaterThanOrEqual(75);
      expect(third! - second!).toBeGreaterThanOrEqual(75);
    });
  });
});
