import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { insertLab, insertPapers, testPaper } from "../../test/insertPapers.ts";
import { InvalidInputError } from "../errors.ts";
import { describeDatabases } from "../testing/databases.ts";
import { claimHistories, countClaimStates, listClaims, verdictChanges } from "./claims.ts";

describeDatabases("claims", (database) => {
  beforeEach(async () => {
    const [first, second] = await insertPapers(database.db, [
      testPaper({ key: "2601.00001" }),
      testPaper({ key: "2601.00002", title: "Second" }),
    ]);
    await insertLab(database.db, first!, "first", [
      {
        name: "flips",
        headline: true,
        tests: [
          { at: "2026-02-01T00:00:00Z", verdict: "reproduced" },
          { at: "2026-03-01T00:00:00Z", verdict: "contradicted" },
          { at: "2026-04-01T00:00:00Z", verdict: "contradicted", version: 2 },
        ],
      },
      { name: "untested", tests: [] },
    ]);
    await insertLab(database.db, second!, "second", [
      {
        name: "settles",
        tests: [
          { at: "2026-02-02T00:00:00Z", verdict: "inconclusive" },
          { at: "2026-03-02T00:00:00Z", verdict: "reproduced" },
        ],
      },
    ]);
    await database.db.execute(sql`insert into paper_topic values (${second}, 'ranking')`);
  });
  const names = async (options: Parameters<typeof listClaims>[1] = {}) =>
    (await listClaims(database.db, options)).items.map((claim) => claim.name);

  test("lists, those tested last first", async () => {
    expect(await names()).toEqual(["flips", "settles", "untested"]);
    expect(await names({ state: "reproduced" })).toEqual(["settles"]);
    expect(await names({ state: "not tested" })).toEqual(["untested"]);
    expect(await names({ slug: "first" })).toEqual(["flips", "untested"]);
    expect(await names({ topic: "ranking" })).toEqual(["settles"]);
    const [claim] = (await listClaims(database.db)).items;
    expect(claim).toEqual({
      paper: {
        source: "arxiv",
        key: "2601.00001",
        slug: "first",
        title: "A Margin That Moves: Adaptive Margins for Pairwise Losses",
      },
      name: "flips",
      headline: true,
      statement: "Statement of flips.",
      figure: "0.5",
      place: "Table 1",
      state: "contradicted",
      testedAt: new Date("2026-04-01T00:00:00Z"),
    });
    await expect(names({ state: "maybe" as never })).rejects.toThrow(InvalidInputError);
  });

  test("pages have every claim once", async () => {
    const seen: string[] = [];
    for (let cursor: string | null = null, done = false; !done; done = cursor === null) {
      const page = await listClaims(database.db, { limit: 1, cursor });
      seen.push(...page.items.map((claim) => claim.name));
      cursor = page.next;
    }
    expect(seen).toEqual(["flips", "settles", "untested"]);
    await expect(names({ cursor: "x" })).rejects.toThrow(InvalidInputError);
  });

  test("counts by state", async () => {
    expect(await countClaimStates(database.db)).toEqual({
      "not tested": 1,
      reproduced: 1,
      contradicted: 1,
      inconclusive: 0,
    });
  });

  test("histories, oldest test first", async () => {
    const [flips, untested] = await claimHistories(database.db, "first");
    expect(
      flips!.tests.map(({ verdict, protocolVersion, isChange }) => [verdict, protocolVersion, isChange]),
    ).toEqual([
      ["reproduced", 1, false],
      ["contradicted", 1, true],
      ["contradicted", 2, false],
    ]);
    expect(flips!.tests[0]).toMatchObject({
      testedAt: new Date("2026-02-01T00:00:00Z"),
      checks: [{ label: "difference", estimate: 0.2, interval: [0.1, 0.3], accept: { above: 0 } }],
      versions: { offprint: "0.1.0" },
    });
    expect(untested).toMatchObject({ name: "untested", testedAt: null, tests: [] });
    expect(await claimHistories(database.db, "nowhere")).toEqual([]);
  });

  test("changes of verdicts, newest first", async () => {
    const first = await verdictChanges(database.db, { limit: 1 });
    expect(first.items).toMatchObject([
      { claim: { name: "settles" }, verdict: "reproduced", before: "inconclusive" },
    ]);
    const second = await verdictChanges(database.db, { limit: 1, cursor: first.next });
    expect(second).toMatchObject({
      items: [
        {
          paper: { slug: "first" },
          claim: { name: "flips", headline: true },
          testedAt: new Date("2026-03-01T00:00:00Z"),
          verdict: "contradicted",
          before: "reproduced",
        },
      ],
      next: null,
    });
  });
});
