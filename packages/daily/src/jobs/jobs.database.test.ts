import { arxivCalendar } from "../ingest/announcements.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { papersOfDay } from "../catalogue/lists.ts";
import { ensureDefaultChannel, saveChannel } from "../channels/channels.ts";
import { paper } from "../database/schema.ts";
import { makeIngestContext, type IngestContext } from "../ingest/context.ts";
import { harvestCategory } from "../ingest/harvest.ts";
import { pullListing } from "../ingest/pullListings.ts";
import { sourceStatuses } from "../ingest/sourceQueue.ts";
import { type ArxivStandIn, makeStandInPapers, startArxivStandIn } from "../testing/arxivStandIn.ts";
import { describeDatabases } from "../testing/databases.ts";
import { fakeClock } from "../testing/fakeClock.ts";
import { type IngestEvent, ingestJobNames, ingestJobs, sendDueIngest } from "./ingestJobs.ts";
import { type JobKind, type JobQueue, openJobQueue } from "./jobQueue.ts";

describeDatabases("jobs", (database) => {
  let queue: JobQueue;
  const errors: [unknown, string | null][] = [];
  const opened = async (kinds: JobKind[]) => {
    queue = await openJobQueue(database.open, kinds, {
      onError: (error, kind) => errors.push([error, kind]),
      pollingIntervalSeconds: 0.5,
      stopTimeout: 5000,
    });
    return queue;
  };
  beforeEach(async () => {
    errors.length = 0;
    await database.db.execute(sql`drop schema if exists jobs cascade`);
  });
  afterEach(() => queue?.stop());

  test("waits once, runs, and fails with a word", async () => {
    const ran: object[] = [];
    let fails = false;
    const kind: JobKind = {
      name: "work",
      run: async (data) => {
        if (fails) throw new Error("no luck");
        ran.push(data);
      },
    };
    await opened([kind]);
    expect(await queue.send("work", { n: 1 })).not.toBeNull();
    expect(await queue.send("work", { n: 2 })).toBeNull();
    expect(await queue.send("work", { n: 3 }, { key: "other" })).not.toBeNull();
    await queue.work();
    await until(() => ran.length === 2);
    expect(ran).toEqual([{ n: 1 }, { n: 3 }]);
    fails = true;
    await queue.send("work");
    await until(() => errors.length === 1);
    expect(errors[0]).toEqual([expect.objectContaining({ message: "no luck" }), "work"]);
  });

  test("a job is there if and only if its transaction commits", async () => {
    await opened([{ name: "work", run: async () => {} }]);
    const sent = database.db.transaction(async (tx) => {
      await queue.send("work", {}, { tx });
      throw new Error("rolled back");
    });
    await expect(sent).rejects.toThrow("rolled back");
    expect(await waitingJobs()).toBe(0);
    await database.db.transaction(async (tx) => void (await queue.send("work", {}, { tx })));
    expect(await waitingJobs()).toBe(1);
  });

  test("stopping tells running jobs, waits for them, and keeps what was not done", async () => {
    let state = "waiting";
    await opened([
      {
        name: "work",
        run: async (_, { signal }) => {
          state = "running";
          await new Promise<void>((resolve) =>
            signal.addEventListener("abort", () => resolve(), { once: true }),
          );
          await sleep(50);
          state = "stopped";
          signal.throwIfAborted();
        },
      },
    ]);
    await queue.send("work");
    await queue.work();
    await until(() => state === "running");
    await queue.stop();
    expect(state).toBe("stopped");
    expect(errors).toEqual([]);
    expect(await waitingJobs()).toBe(1);
  });

  test("schedules follow what the kinds say now", async () => {
    const schedule = (key: string) => ({ key, cron: "0 4 * * *", zone: "UTC" });
    const kind = (...keys: string[]): JobKind => ({
      name: "work",
      run: async () => {},
      schedules: keys.map(schedule),
    });
    for (const keys of [
      ["a", "b"],
      ["b", "c"],
    ]) {
      await opened([kind(...keys)]);
      await queue.work();
      await queue.stop();
      const rows = await database.db.execute<{ key: string }>(
        sql`select key from jobs.schedule order by key`,
      );
      expect(rows.rows.map(({ key }) => key)).toEqual(keys);
    }
  });

  async function waitingJobs(): Promise<number> {
    const found = await database.db.execute<{ count: number }>(
      sql`select count(*)::int as count from jobs.job where name = 'work' and state in ('created', 'retry')`,
    );
    return found.rows[0]!.count;
  }

  describe("ingest", () => {
    let arxiv: ArxivStandIn;
    let context: IngestContext;
    const log: IngestEvent[] = [];
    const clock = fakeClock("2026-01-06T05:05:00Z");
    beforeAll(async () => {
      arxiv = await startArxivStandIn();
    });
    afterAll(() => arxiv.close());
    beforeEach(async () => {
      log.length = 0;
      arxiv.papers = makeStandInPapers(4);
      await ensureDefaultChannel(database.db);
      await saveChannel(
        database.db,
        { slug: "daily", name: "Daily", rule: { categories: ["cs.LG"] } },
        clock.now(),
      );
      context = makeIngestContext(
        database.db,
        { addresses: arxiv.addresses, userAgent: "test", zone: "UTC", calendar: arxivCalendar },
        { clock },
      );
    });
    afterEach(() => context.fetch.close());

    test("pulls, then fills", async () => {
      await opened(ingestJobs(context, (event) => log.push(event)));
      await queue.send(ingestJobNames.pull);
      await queue.work();
      const filled = async () =>
        (await database.db.select().from(paper)).every(({ filledVersion }) => filledVersion === 1);
      await until(async () => (await database.db.$count(paper)) === 4 && (await filled()));
      expect((await papersOfDay(database.db, "2026-01-06")).items).toHaveLength(4);
      expect(log.map(({ message }) => message)).toEqual(["pulled a listing", "filled papers"]);
      expect(errors).toEqual([]);
      await queue.send(ingestJobNames.harvest);
      await until(() => log.some(({ message }) => message === "harvested a category"));
    });

    test("a new instance begins at once, one that is up to date waits for its schedule", async () => {
      const waiting = async () => (await queue.counts()).map((counts) => counts.waiting);
      await opened(ingestJobs(context));
      await sendDueIngest(queue, database.db, clock.now());
      expect(await waiting()).toEqual([1, 0, 1]);
      await sendDueIngest(queue, database.db, clock.now());
      expect(await waiting()).toEqual([1, 0, 1]);
      await database.db.execute(sql`delete from jobs.job`);
      await pullListing(context, "cs.LG");
      await harvestCategory(context, "cs.LG");
      await sendDueIngest(queue, database.db, clock.now());
      expect(await waiting()).toEqual([0, 0, 0]);
    });

    test("a source that fails is left alone, and the job is not tried again at once", async () => {
      arxiv.faults = Array.from({ length: 5 }, () => ({ status: 503 }));
      await opened(ingestJobs(context, (event) => log.push(event)));
      await queue.send(ingestJobNames.pull);
      await queue.work();
      await until(() => log.length > 0);
      expect(log[0]).toMatchObject({ level: "warn", source: "arxiv" });
      expect(errors).toEqual([]);
      expect(await sourceStatuses(database.db)).toMatchObject([{ failures: 5 }]);
    });
  });
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await condition()) return;
    await sleep(50);
  }
  throw new Error("it did not happen in time");
}
