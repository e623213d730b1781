import type { Claim, ClaimResult, Results } from "@offprint/lab";
import { asc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { claim, claimTest, paper } from "../database/schema.ts";
import { readCollection } from "../registry.ts";
import { describeDatabases } from "../testing/databases.ts";
import { makePaper } from "../testing/makePaper.ts";
import { papersOfTopic } from "./lists.ts";
import { findPaper } from "./papers.ts";
import { type CollectionPaper, seedCollection } from "./seedCollection.ts";
import { storePapers } from "./storePapers.ts";

const now = new Date("2026-01-06T06:00:00Z");
const later = new Date("2026-02-06T06:00:00Z");

function makeClaim(id: string, statement = `Statement ${id}`): Claim {
  const protocol = { id, version: 1, seeds: 5, summary: "s", treatments: [] };
  return {
    id,
    headline: id === "first",
    statement,
    paper: { figure: "1 %", where: "Table 1" },
    protocol,
    checks: [],
  };
}

function makeTest(id: string, date: string, verdict: ClaimResult["verdict"], version = 1): ClaimResult {
  const check = { kind: "paired" as const, label: "gain", accept: { above: 0 }, perSeed: [1], verdict };
  return {
    claim: id,
    verdict,
    date,
    protocol: { id, version, seeds: [1] },
    checks: [{ ...check, estimate: 0.5, interval: [0.25, 0.75] as [number, number] }],
    context: [],
  };
}

function makeEntry(
  slug: string,
  arxiv: string,
  claims: Claim[],
  tests: ClaimResult[] = [],
  history: ClaimResult[] = [],
) {
  const environment = {
    versions: { offprint: "0.1.0" },
    machine: { cpu: "c", cores: 2, platform: "p" },
    target: "t",
  };
  const results: Results = {
    slug,
    date: "2026-01-05",
    environment,
    claims: tests,
    cells: {},
    history,
    picture: {},
  };
  const card = {
    slug,
    title: `Title of ${slug}`,
    authors: ["Ada Example"],
    year: 2024,
    venue: "VEN 2024",
    arxiv,
    code: "https://github.com/example/code",
    kind: "loss" as const,
    topics: ["margins", "pairs"],
    summary: "An idea.",
    methods: ["losses/pairMarginLoss"],
    month: "2023-04",
    idea: "",
    method: "",
    whatToTry: "",
    protocol: "",
  };
  return { card, claims, ...(tests.length > 0 && { results }) } satisfies CollectionPaper;
}

describeDatabases("seedCollection", (database) => {
  const read = (key = "2304.00001") => findPaper(database.db, "arxiv", key);
  const states = async () =>
    Object.fromEntries(
      (await database.db.select().from(claim).orderBy(asc(claim.position))).map(({ name, state }) => [
        name,
        state,
      ]),
    );
  const first = () =>
    makeEntry(
      "pair-margin",
      "2304.00001",
      [makeClaim("first"), makeClaim("second")],
      [makeTest("first", "2026-01-05T00:00:00Z", "reproduced")],
    );

  test("brings papers, labs, claims and tests", async () => {
    expect(await seedCollection(database.db, [first()], now)).toEqual({
      changed: 1,
      removed: 0,
    });
    expect(await read()).toMatchObject({
      title: "Title of pair-margin",
      detail: "card",
      listedOn: null,
      publishedAt: new Date("2023-04-01T00:00:00Z"),
      publishedPrecision: "month",
      topics: ["margins", "pairs"],
      links: [{ url: "https://github.com/example/code", kind: "code" }],
      lab: {
        slug: "pair-margin",
        methods: ["losses/pairMarginLoss"],
        claims: { "not tested": 1, reproduced: 1, contradicted: 0, inconclusive: 0 },
      },
    });
    const [tested] = await database.db.select().from(claimTest);
    expect(tested).toMatchObject({
      verdict: "reproduced",
      changed: true,
      checks: [{ label: "gain", estimate: 0.5, interval: [0.25, 0.75], accept: { above: 0 } }],
      versions: { offprint: "0.1.0" },
    });
    expect((await papersOfTopic(database.db, "margins")).items).toHaveLength(1);
  });

  test("doing it again changes nothing", async () => {
    await seedCollection(database.db, [first()], now);
    const before = await read();
    expect(await seedCollection(database.db, [first()], later)).toMatchObject({ changed: 0 });
    expect(await read()).toEqual(before);
  });

  test("follows an upgrade: new words, new tests, claims that came and went", async () => {
    await seedCollection(database.db, [first()], now);
    const upgraded = makeEntry(
      "pair-margin",
      "2304.00001",
      [makeClaim("first", "Said better"), makeClaim("third")],
      [
        makeTest("first", "2026-02-05T00:00:00Z", "inconclusive", 2),
        makeTest("third", "2026-02-05T00:00:00Z", "contradicted"),
      ],
      [
        makeTest("first", "2026-01-20T00:00:00Z", "reproduced"),
        makeTest("first", "2026-01-05T00:00:00Z", "reproduced"),
      ],
    );
    await seedCollection(database.db, [upgraded], later);
    expect(await states()).toEqual({ first: "inconclusive", third: "contradicted" });
    const tests = await database.db
      .select({ verdict: claimTest.verdict, changed: claimTest.changed, version: claimTest.protocolVersion })
      .from(claimTest)
      .innerJoin(claim, eq(claim.id, claimTest.claimId))
      .where(eq(claim.name, "first"))
      .orderBy(asc(claimTest.testedAt));
    expect(tests).toEqual([
      { verdict: "reproduced", changed: true, version: 1 },
      { verdict: "reproduced", changed: false, version: 1 },
      { verdict: "inconclusive", changed: true, version: 2 },
    ]);
  });

  test("only what is new counts as changed", async () => {
    const other = makeEntry("other", "2304.00002", [makeClaim("first")]);
    await seedCollection(database.db, [first(), other], now);
    other.card.summary = "A better idea.";
    expect(await seedCollection(database.db, [first(), other], later)).toEqual({ changed: 1, removed: 0 });
    expect((await read())!.changedAt).toEqual(now);
    expect(await read("2304.00002")).toMatchObject({ changedAt: later, lab: { summary: "A better idea." } });
  });

  test("names may change places, papers may leave", async () => {
    const two = (a: string, b: string) => [
      makeEntry(a, "2304.00001", [makeClaim("first")]),
      makeEntry(b, "2304.00002", []),
    ];
    await seedCollection(database.db, two("one", "two"), now);
    await seedCollection(database.db, two("two", "one"), now);
    expect([(await read())!.lab!.slug, (await read("2304.00002"))!.lab!.slug]).toEqual(["two", "one"]);
    expect(await seedCollection(database.db, two("two", "one").slice(1), later)).toMatchObject({
      removed: 1,
    });
    expect(await read()).toMatchObject({ lab: null, topics: [], title: "Title of two" });
    expect(await database.db.$count(claim)).toBe(0);
    expect(await seedCollection(database.db, [], later)).toMatchObject({ removed: 1 });
  });

  test("does not touch what better sources said, and they do not touch the labels", async () => {
    const full = makePaper({
      key: "2304.00001",
      title: "Title in full",
      publishedAt: new Date("2023-04-07T10:00:00Z"),
    });
    await storePapers(database.db, [{ record: full }], now);
    await seedCollection(database.db, [first()], now);
    await storePapers(database.db, [{ record: { ...full, version: 2, title: "New title" } }], later);
    expect(await read()).toMatchObject({
      title: "New title",
      detail: "full",
      topics: ["margins", "pairs"],
      version: 2,
    });
    const [row] = await database.db.select({ labels: paper.labels }).from(paper);
    expect(row!.labels).toBe(
      "pair-margin pair margin loss margins pairs pairMarginLoss pair Margin Loss An idea.",
    );
  });

  test("takes the collection as it is", async () => {
    const collection = await readCollection();
    expect(collection.length).toBeGreaterThan(0);
    await seedCollection(database.db, collection, now);
    expect(await seedCollection(database.db, await readCollection(), later)).toMatchObject({
      changed: 0,
    });
    expect(await database.db.$count(claim)).toBe(collection.flatMap(({ claims }) => claims).length);
  });
});
