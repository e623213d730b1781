import { arxivCalendar } from "./announcements.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dayStatus, latestDay } from "../catalogue/dayStatus.ts";
import { papersOfDay } from "../catalogue/lists.ts";
import { findPaper } from "../catalogue/papers.ts";
import { ensureDefaultChannel } from "../channels/channels.ts";
import { harvest, paper } from "../database/schema.ts";
import { InvalidInputError } from "../errors.ts";
import { SourcePausedError, SourceRefusedError } from "../net/errors.ts";
import {
  type ArxivStandIn,
  type Fault,
  makeStandInPapers,
  startArxivStandIn,
} from "../testing/arxivStandIn.ts";
import { describeDatabases } from "../testing/databases.ts";
import { fakeClock, type FakeClock } from "../testing/fakeClock.ts";
import { type IngestContext, makeIngestContext } from "./context.ts";
import { fillPapers } from "./fillPapers.ts";
import { harvestCategory } from "./harvest.ts";
import { ingestPapers } from "./ingestPapers.ts";
import { pullListing, wantedCategories } from "./pullListings.ts";

/** Troubles that pass: the same question is asked again, and the answer is as if nothing had been. */
const passingFaults: [string, Fault][] = [
  ["503 with Retry-After", { status: 503, retryAfter: "7" }],
  ["429", { status: 429 }],
  ["500", { status: 500 }],
  ["HTML instead of XML", "html"],
  ["plain text in the place of XML", "plain text"],
  ["truncated XML", "truncated"],
  ["an empty page", "empty page"],
  ["a 30 MB answer", "huge"],
  ["a hang", "hang"],
  ["a dropped connection", "drop"],
  ["bytes that are not UTF-8", "not UTF-8"],
  ["a document type", "document type"],
];

describeDatabases("ingest", (database) => {
  let arxiv: ArxivStandIn;
  let clock: FakeClock;
  let context: IngestContext;
  beforeAll(async () => {
    arxiv = await startArxivStandIn();
  });
  afterAll(() => arxiv.close());
  beforeEach(async () => {
    Object.assign(arxiv, {
      papers: makeStandInPapers(8),
      faults: [],
      requests: [],
      pageSize: 3,
      malformed: new Set(),
    });
    arxiv.listingDate = "Tue, 06 Jan 2026 00:00:00 -0500";
    clock = fakeClock("2026-01-06T05:05:00Z");
    const settings = {
      addresses: arxiv.addresses,
      userAgent: "Offprint/test (+https://papers.example.org/about)",
      zone: "UTC",
      calendar: arxivCalendar,
    };
    context = {
      ...makeIngestContext(database.db, settings, { clock }),
      random: () => 0,
      limits: { time: 400, bytes: 4_000_000 },
    };
    await ensureDefaultChannel(database.db);
  });
  afterEach(() => context.fetch.close());

  const keys = async (day = "2026-01-06") =>
    (await papersOfDay(database.db, day)).items.map(({ key }) => key).sort();
  const read = (key: string) => findPaper(database.db, "arxiv", key);
  const count = () => database.db.$count(paper);

  describe("papers by identifier", () => {
    test("brings full fields, once, and says who asks", async () => {
      const references = ["2601.00001v1", "https://arxiv.org/abs/2601.00002", "arXiv:2601.00001"];
      expect(await ingestPapers(context, references)).toEqual({
        added: 2,
        changed: 0,
        unchanged: 0,
        missing: [],
      });
      expect(await read("2601.00001")).toMatchObject({
        version: 1,
        detail: "full",
        title: "Made-up paper 1 on margins < losses & $\\alpha_{1}$",
        abstract: "Abstract 1 with line breaks. Code: https://github.com/example/made-up-1",
        categories: ["cs.LG", "stat.ML"],
        comment: "1 pages",
        publishedPrecision: "time",
        listedOn: "2026-01-06",
        listingSeen: false,
        links: [{ url: "https://github.com/example/made-up-1", kind: "code" }],
      });
      expect(arxiv.requests).toHaveLength(1);
      expect([...arxiv.userAgents]).toEqual(["Offprint/test (+https://papers.example.org/about)"]);
      expect(await ingestPapers(context, references)).toMatchObject({ added: 0, unchanged: 2 });
    });

    test("names those that are not there", async () => {
      expect(await ingestPapers(context, ["2601.00001", "2601.09999"])).toMatchObject({
        added: 1,
        missing: ["2601.09999"],
      });
    });

    test("an error entry costs the bad identifier only", async () => {
      arxiv.malformed.add("2601.00003");
      const result = await ingestPapers(context, ["2601.00001", "2601.00002", "2601.00003", "2601.00004"]);
      expect(result).toMatchObject({ added: 3, missing: ["2601.00003"] });
      expect(await read("Error")).toBeNull();
    });

    test("what a cut page announced and did not bring is asked for at once", async () => {
      arxiv.faults = ["half a page"];
      const asked = [...arxiv.papers.slice(0, 4).map(({ key }) => key), "2601.09999"];
      expect(await ingestPapers(context, asked)).toMatchObject({ added: 4, missing: ["2601.09999"] });
      expect(arxiv.requests).toHaveLength(2);
      arxiv.faults = ["half a page", "empty page"];
      expect(await ingestPapers(context, asked)).toMatchObject({ unchanged: 2 });
    });

    test("asks nothing if one of them is no paper", async () => {
      await expect(ingestPapers(context, ["2601.00001", "nonsense"])).rejects.toBeInstanceOf(
        InvalidInputError,
      );
      expect(arxiv.requests).toEqual([]);
    });

    test.each(passingFaults)("gets over %s", async (_, fault) => {
      arxiv.faults.push(fault);
      expect(await ingestPapers(context, ["2601.00001"])).toMatchObject({ added: 1 });
      expect(arxiv.requests).toHaveLength(2);
      expect(clock.slept).toEqual([typeof fault === "object" && "retryAfter" in fault ? 7000 : 30_000]);
    });

    test("gives up when nothing helps, and leaves what is there", async () => {
      await ingestPapers(context, ["2601.00001"]);
      arxiv.faults = Array<Fault>(5).fill({ status: 503 });
      await expect(ingestPapers(context, ["2601.00002"])).rejects.toBeInstanceOf(SourcePausedError);
      expect(await count()).toBe(1);
    });
  });

  describe("listings", () => {
    test("a day comes in, and is complete when it came twice the same", async () => {
      expect(await pullListing(context, "cs.LG")).toEqual({
        category: "cs.LG",
        day: "2026-01-06",
        papers: 8,
        added: 8,
        changed: 0,
        complete: false,
      });
      expect(await keys()).toHaveLength(8);
      expect(await dayStatus(database.db, "2026-01-06", { zone: "UTC", now: clock.now() })).toMatchObject({
        state: "coming in",
        papers: 8,
        waitingFor: ["cs.LG", "cs.CV", "cs.CL", "cs.AI", "stat.ML"],
      });
      expect(await pullListing(context, "cs.LG")).toMatchObject({ added: 0, changed: 0, complete: true });
      expect(
        (await dayStatus(database.db, "2026-01-06", { zone: "UTC", now: clock.now() })).waitingFor,
      ).not.toContain("cs.LG");
      expect(await read("2601.00001")).toMatchObject({
        detail: "listing",
        listingSeen: true,
        versions: [{ version: 1, announcedOn: "2026-01-06" }],
      });
    });

    test("the front page's day is the latest complete one", async () => {
      const now = () => ({ zone: "UTC", now: clock.now() });
      expect(await latestDay(database.db, now())).toBeNull();
      arxiv.papers = makeStandInPapers(3).map((one) => ({
        ...one,
        categories: ["cs.LG", "cs.CV", "cs.CL", "cs.AI", "stat.ML"],
      }));
      for (const category of await wantedCategories(database.db)) {
        await pullListing(context, category);
        expect(await latestDay(database.db, now())).toMatchObject({ day: "2026-01-06", state: "coming in" });
        await pullListing(context, category);
      }
      expect(await latestDay(database.db, now())).toMatchObject({
        day: "2026-01-06",
        state: "complete",
        papers: 3,
      });
      clock.pass(24 * 3600_000);
      arxiv.papers = arxiv.papers.concat(makeStandInPapers(1, 50));
      arxiv.listingDate = "Wed, 07 Jan 2026 00:00:00 -0500";
      await pullListing(context, "cs.LG");
      expect(await dayStatus(database.db, "2026-01-07", now())).toMatchObject({
        state: "coming in",
        papers: 1,
      });
      expect(await latestDay(database.db, now())).toMatchObject({ day: "2026-01-06", state: "complete" });
      clock.pass(24 * 3600_000);
      expect(await dayStatus(database.db, "2026-01-07", now())).toMatchObject({ state: "partial" });
      expect(await dayStatus(database.db, "2026-01-08", now())).toMatchObject({ state: "empty" });
    });

    test("a half-filled or an empty listing takes nothing away and completes nothing", async () => {
      const all = arxiv.papers;
      arxiv.papers = all.slice(0, 5);
      await pullListing(context, "cs.LG");
      arxiv.papers = all.slice(3);
      expect(await pullListing(context, "cs.LG")).toMatchObject({ papers: 8, added: 3, complete: false });
      arxiv.papers = [];
      expect(await pullListing(context, "cs.LG")).toMatchObject({ papers: 8, complete: false });
      arxiv.papers = all.slice(3);
      expect(await pullListing(context, "cs.LG")).toMatchObject({ papers: 8, complete: false });
      arxiv.papers = all;
      expect(await pullListing(context, "cs.LG")).toMatchObject({ papers: 8, complete: true });
      arxiv.papers = all.slice(3);
      expect(await pullListing(context, "cs.LG")).toMatchObject({ papers: 8, complete: true });
      expect(await keys()).toHaveLength(8);
    });

    test("yesterday's listing is never complete", async () => {
      clock.pass(24 * 3600_000);
      await pullListing(context, "cs.LG");
      expect(await pullListing(context, "cs.LG")).toMatchObject({ day: "2026-01-06", complete: false });
    });

    test("revisions change the known and bring nothing unknown", async () => {
      await ingestPapers(context, ["2601.00001"]);
      for (const one of arxiv.papers)
        Object.assign(one, { announce: "replace", version: 2, title: "Renamed" });
      const result = await pullListing(context, "cs.LG");
      expect(result).toMatchObject({ papers: 0, added: 0, changed: 1 });
      expect(await count()).toBe(1);
      const [known] = [await read("2601.00001")];
      expect(known).toMatchObject({
        version: 2,
        title: "Renamed",
        comment: "1 pages",
        listedOn: "2026-01-06",
      });
      expect(known!.versions).toMatchObject([{ version: 1 }, { version: 2, announcedOn: "2026-01-06" }]);
    });

    test("the day is the instance's", async () => {
      const local = { ...context, settings: { ...context.settings, zone: "America/Los_Angeles" } };
      expect(await pullListing(local, "cs.LG")).toMatchObject({ day: "2026-01-05" });
      expect(await pullListing(local, "cs.LG")).toMatchObject({ complete: true });
    });

    test.each(passingFaults.filter(([, fault]) => fault === "html" || fault === "truncated"))(
      "gets over %s",
      async (_, fault) => {
        arxiv.faults.push(fault);
        expect(await pullListing(context, "cs.LG")).toMatchObject({ added: 8 });
      },
    );

    test("a category that is not there is a refusal", async () => {
      arxiv.faults.push({ status: 404 });
      await expect(pullListing(context, "cs.XX")).rejects.toBeInstanceOf(SourceRefusedError);
    });

    test("what is to be stored beside it is stored with it or not at all", async () => {
      const failing = pullListing(context, "cs.LG", async () => {
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(await count()).toBe(0);
    });
  });

  describe("full fields", () => {
    test("follow the listing", async () => {
      await pullListing(context, "cs.LG");
      expect(await fillPapers(context)).toEqual({ filled: 8, missing: 0, more: false });
      expect(await read("2601.00001")).toMatchObject({
        detail: "full",
        comment: "1 pages",
        listedOn: "2026-01-06",
        listingSeen: true,
      });
      expect(await fillPapers(context)).toEqual({ filled: 0, missing: 0, more: false });
      expect(arxiv.requests).toHaveLength(2);
    });

    test("a hundred at a time", async () => {
      arxiv.papers = makeStandInPapers(130);
      await pullListing(context, "cs.LG");
      expect(await fillPapers(context)).toEqual({ filled: 100, missing: 0, more: true });
      expect(await fillPapers(context)).toEqual({ filled: 30, missing: 0, more: false });
    });

    test("what cannot be had is asked for later and later", async () => {
      await pullListing(context, "cs.LG");
      arxiv.papers = arxiv.papers.slice(1);
      expect(await fillPapers(context)).toMatchObject({ filled: 7, missing: 1 });
      expect(await fillPapers(context)).toMatchObject({ filled: 0, missing: 0 });
      clock.pass(3601_000);
      expect(await fillPapers(context)).toMatchObject({ missing: 1 });
      clock.pass(3601_000);
      expect(await fillPapers(context)).toMatchObject({ missing: 0 });
      clock.pass(3600_000);
      arxiv.papers = makeStandInPapers(8);
      expect(await fillPapers(context)).toMatchObject({ filled: 1, missing: 0 });
    });

    test("a version that is not served yet is asked for again", async () => {
      arxiv.papers[0]!.version = 2;
      await pullListing(context, "cs.LG");
      arxiv.papers[0]!.version = 1;
      expect(await fillPapers(context)).toMatchObject({ filled: 7, missing: 1 });
      arxiv.papers[0]!.version = 2;
      clock.pass(3601_000);
      expect(await fillPapers(context)).toMatchObject({ filled: 1 });
      expect(await read("2601.00001")).toMatchObject({ version: 2, detail: "full" });
    });
  });

  describe("harvest", () => {
    test("reads all pages, with names in parts and licences", async () => {
      const result = await harvestCategory(context, "cs.LG", "2026-01-01");
      expect(result).toMatchObject({ pages: 3, records: 8, finished: true, added: 8 });
      expect(arxiv.requests.map((path) => decodeURIComponent(path).split("&").slice(1).join("&"))).toEqual([
        "metadataPrefix=arXiv&set=cs:cs:LG&from=2026-01-01",
        "resumptionToken=set=cs%3Acs%3ALG&from=2026-01-01&skip=3",
        "resumptionToken=set=cs%3Acs%3ALG&from=2026-01-01&skip=6",
      ]);
      const found = await read("2601.00001");
      expect(found).toMatchObject({
        listedOn: "2026-01-06",
        license: "http://creativecommons.org/licenses/by/4.0/",
      });
      expect(found!.authors[0]).toMatchObject({ name: "Ada Example", family: "Example", given: "Ada" });
      expect(await keys()).toHaveLength(8);
    });

    test("goes on from where the last one ended, and finds nothing new", async () => {
      await harvestCategory(context, "cs.LG", "2026-01-01");
      arxiv.requests = [];
      expect(await harvestCategory(context, "cs.LG")).toMatchObject({ records: 0, finished: true });
      expect(arxiv.requests).toEqual([expect.stringContaining("from=2026-01-07")]);
    });

    test("goes on at the page it was at when it was cut off", async () => {
      arxiv.faults = [null, ...Array<Fault>(5).fill({ status: 503 })];
      await expect(harvestCategory(context, "cs.LG", "2026-01-01")).rejects.toBeInstanceOf(SourcePausedError);
      expect(await count()).toBe(3);
      clock.pass(16 * 60_000);
      arxiv.requests = [];
      expect(await harvestCategory(context, "cs.LG")).toMatchObject({
        pages: 3,
        records: 8,
        added: 5,
        finished: true,
      });
      expect(arxiv.requests).toHaveLength(2);
    });

    test.each(passingFaults.filter(([, fault]) => fault === "empty page" || fault === "truncated"))(
      "gets over %s in the middle",
      async (_, fault) => {
        arxiv.faults = [null, fault];
        expect(await harvestCategory(context, "cs.LG", "2026-01-01")).toMatchObject({
          records: 8,
          finished: true,
        });
        expect(await count()).toBe(8);
      },
    );

    test("an expired token begins the range again", async () => {
      arxiv.faults = [null, "expired token"];
      expect(await harvestCategory(context, "cs.LG", "2026-01-01")).toMatchObject({
        records: 8,
        added: 8,
        finished: true,
      });
      expect(arxiv.requests).toHaveLength(5);
    });

    test("a token that is known to be expired is not even tried", async () => {
      arxiv.faults = [null, ...Array<Fault>(5).fill({ status: 503 })];
      await expect(harvestCategory(context, "cs.LG", "2026-01-01")).rejects.toThrow();
      clock.pass(3 * 24 * 3600_000);
      arxiv.requests = [];
      await harvestCategory(context, "cs.LG");
      expect(arxiv.requests[0]).toContain("from=2026-01-01");
    });

    test("does not go round for ever if every token is expired", async () => {
      arxiv.faults = Array.from({ length: 20 }, (_, index) => (index % 2 ? "expired token" : null));
      await expect(harvestCategory(context, "cs.LG", "2026-01-01")).rejects.toThrow(/badResumptionToken/);
      expect(arxiv.requests).toHaveLength(8);
    });

    test("deleted records are marked, and unknown ones ignored", async () => {
      await harvestCategory(context, "cs.LG", "2026-01-01");
      arxiv.papers[0]!.deleted = true;
      arxiv.papers.push({ ...makeStandInPapers(1, 99)[0]!, deleted: true });
      const result = await harvestCategory(context, "cs.LG", "2026-01-02");
      expect(result).toMatchObject({ withdrawn: 1, added: 0 });
      expect((await read("2601.00001"))!.withdrawn).toMatchObject({ reason: "deleted at arXiv" });
      expect(await keys()).toHaveLength(8);
    });

    test("old papers that were only revised enter no list", async () => {
      Object.assign(arxiv.papers[0]!, {
        version: 2,
        published: "2019-03-05T10:00:00Z",
        updated: "2026-01-05T10:00:00Z",
      });
      await harvestCategory(context, "cs.LG", "2026-01-01");
      expect(await read("2601.00001")).toMatchObject({
        listedOn: null,
        version: null,
        revisedAt: new Date("2026-01-05T00:00:00Z"),
      });
      expect(await fillPapers(context)).toMatchObject({ filled: 1 });
      expect(await read("2601.00001")).toMatchObject({ listedOn: null, version: 2 });
    });

    test("confirms earlier days whose listing was never seen whole", async () => {
      await pullListing(context, "cs.LG");
      clock.pass(24 * 3600_000);
      await harvestCategory(context, "cs.LG", "2026-01-01");
      const status = await dayStatus(database.db, "2026-01-06", { zone: "UTC", now: clock.now() });
      expect(status.waitingFor).not.toContain("cs.LG");
      expect(await database.db.$count(harvest)).toBe(1);
    });
  });

  test("stops between two requests when it is told to", async () => {
    const controller = new AbortController();
    const stoppable = { ...context, signal: controller.signal };
    const stopped = harvestCategory(stoppable, "cs.LG", "2026-01-01", () =>
      controller.abort(new Error("stop")),
    );
    await expect(stopped).rejects.toThrow("stop");
    expect(await count()).toBe(3);
    expect(await harvestCategory(context, "cs.LG")).toMatchObject({ records: 8 });
  });
});
