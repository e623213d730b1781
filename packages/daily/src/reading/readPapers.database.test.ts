import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { insertLab, insertPapers, testPaper } from "../../test/insertPapers.ts";
import { paperSchema } from "../schemas/paper.ts";
import { describeDatabases } from "../testing/databases.ts";
import { findPaperRow, findPaperRows, readPapers } from "./readPapers.ts";

describeDatabases("reading papers", (database) => {
  test("everything about a paper, as the schema says", async () => {
    const [id] = await insertPapers(database.db, [
      testPaper({ links: [{ url: "https://github.com/example/margin", kind: "code", origin: "abstract" }] }),
    ]);
    await insertLab(database.db, id!, "adaptive-margin", [
      { name: "halves", tests: [{ at: "2026-02-01T00:00:00Z", verdict: "reproduced" }] },
      { name: "later", tests: [] },
    ]);
    await database.db.execute(sql`insert into paper_topic values (${id}, 'ranking'), (${id}, 'margins')`);
    const [paper] = await readPapers(database.db, [id!]);
    expect(paperSchema.parse(paper)).toEqual(paper);
    expect(paper).toMatchObject({
      id: "2601.01230",
      version: 2,
      authors: [
        {
          name: "Ada Example",
          key: "ada-example",
          family: "Example",
          affiliation: "Example Institute",
          suffix: null,
        },
        { name: "José Prueba Jr", key: "jose-prueba-jr", suffix: "Jr" },
      ],
      categories: ["cs.LG", "stat.ML"],
      topics: ["margins", "ranking"],
      publishedAt: "2026-01-03T09:12:44.000Z",
      listedOn: "2026-01-03",
      withdrawn: null,
      links: [{ url: "https://github.com/example/margin", kind: "code" }],
      lab: {
        slug: "adaptive-margin",
        methods: ["losses/adaptiveMargin"],
        claims: { reproduced: 1, contradicted: 0, inconclusive: 0, notTested: 1 },
      },
    });
  });

  test("a bare paper, a withdrawn one and one of another source", async () => {
    const ids = await insertPapers(database.db, [
      testPaper({
        key: "2601.00010",
        authors: [],
        categories: [],
        version: null,
        revisedAt: null,
        listedOn: null,
      }),
      testPaper({ key: "2601.00020", withdrawn: "An error in section 3." }),
      testPaper({ source: "openreview", key: "a:b" }),
    ]);
    const papers = await readPapers(database.db, [ids[2]!, 999_999_999, ids[0]!, ids[1]!]);
    for (const paper of papers) expect(paperSchema.parse(paper)).toEqual(paper);
    expect(papers.map((paper) => paper.id)).toEqual(["openreview:a:b", "2601.00010", "2601.00020"]);
    expect(papers[1]).toMatchObject({
      authors: [],
      categories: [],
      listedOn: null,
      listedAt: null,
      lab: null,
    });
    expect(papers[2]!.withdrawn).toEqual({
      at: "2026-01-09T17:30:02.000Z",
      reason: "An error in section 3.",
    });
  });

  test("rows by public ids, which are always texts", async () => {
    const ids = await insertPapers(database.db, [
      testPaper(),
      testPaper({ source: "openreview", key: "a:b" }),
      testPaper({ key: "hep-th/9901001" }),
    ]);
    expect(await findPaperRow(database.db, "2601.01230")).toBe(ids[0]);
    expect(await findPaperRow(database.db, "openreview:a:b")).toBe(ids[1]);
    expect(await findPaperRow(database.db, "2601.0123")).toBeNull();
    expect(await findPaperRow(database.db, "\0'; drop table paper")).toBeNull();
    expect(await findPaperRows(database.db, ["hep-th/9901001", "nowhere", "2601.01230"])).toEqual([
      ids[2],
      ids[0],
    ]);
    expect(await readPapers(database.db, [])).toEqual([]);
  });
});
