import fc from "fast-check";
import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { insertLab, insertPapers, testPaper } from "../../test/insertPapers.ts";
import type { Database } from "../database/handle.ts";
import { EmbeddingError } from "../embeddings/embeddingProvider.ts";
import { InvalidInputError } from "../errors.ts";
import { describeDatabases } from "../testing/databases.ts";
import { refreshHot } from "../ranking/refreshHot.ts";
import { searchPapers, type SearchOptions } from "./searchPapers.ts";
import type { SemanticSearch } from "./semanticSearch.ts";

const day = (number: number) => new Date(`2026-01-0${number}T12:00:00Z`);
const people = (...names: string[]) => names.map((name) => ({ name }));

async function fill(db: Database): Promise<number[]> {
  const ids = await insertPapers(db, [
    testPaper({ key: "2601.00001", publishedAt: day(1) }),
    testPaper({
      key: "2601.00002",
      publishedAt: day(2),
      title: "Hinge Surrogates Revisited",
      abstract: "A study of the hinge. The word margin stands here once.",
      authors: people("Jean-Pierre Dupont", "Ada Muster"),
      categories: ["cs.CV"],
    }),
    testPaper({
      key: "2601.00003",
      publishedAt: day(3),
      title: "Contrastive Pretraining on CIFAR-10 with GPT-4o Captions",
      abstract: "We weigh $\\mathcal{L}_{sup}$ <b>boldly</b> against the rest & win.",
      authors: people("Łukasz Kowalski", "Wei Zhang"),
      categories: ["cs.CL", "cs.CV"],
      links: [{ url: "https://github.com/a/b", kind: "code", origin: "abstract" }],
    }),
  ]);
  await insertLab(db, ids[1]!, "hinge", [
    { name: "holds", tests: [{ at: "2026-02-01T00:00:00Z", verdict: "contradicted" }] },
  ]);
  await db.execute(sql`insert into paper_topic values (${ids[1]}, 'Surrogate losses')`);
  return ids;
}

/** Papers with nothing but a title, each newer than the one before. */
async function insertMany(db: Database, count: number, title: string): Promise<void> {
  await db.execute(sql`
    insert into paper (source, key, detail, title, published_at, published_precision)
    select 'arxiv', 'many-' || last.paper + place, 'card', ${title},
      '2032-01-01'::timestamptz + (last.paper + place) * interval '1 minute', 'time'
    from (select coalesce(max(id), 0) as paper from paper) as last, generate_series(1, ${count}::int) as place`);
}

describeDatabases("search", (database) => {
  let ids: number[];
  beforeEach(async () => {
    ids = await fill(database.db);
  });
  const search = (text: string, options: SearchOptions = {}) => searchPapers(database.db, text, options);
  const found = async (text: string, options: SearchOptions = {}) =>
    (await search(text, options)).items.map((paper) => paper.key.slice(-1)).join("");

  /** What each query finds, in order. */
  const queries: [query: string, papers: string][] = [
    ["margin", "12"],
    ["margins", "12"],
    ['"adaptive margins"', "1"],
    ['"margins adaptive"', ""],
    ["margin -hinge", "1"],
    ["contrastive or hinge", "23"],
    ["cifar10", "3"],
    ["CIFAR-10", "3"],
    ['"cifar 10"', "3"],
    ["gpt-4o captions", "3"],
    ["2601.00002", "2"],
    ["arXiv:2601.00002v7", "2"],
    ["https://arxiv.org/abs/2601.00002v1", "2"],
    ["jose", "1"],
    ["José margin", "1"],
    ["author:prueba", "1"],
    ['author:"jose prueba"', "1"],
    ['author:"ada prueba"', ""],
    ["author:ada", "21"],
    ["author:ada -author:example", "2"],
    ["author:dupont", "2"],
    ['author:"Jean-Pierre Dupont"', "2"],
    ["author:kowalski", "3"],
    ["author:①ŉ", ""],
    ["category:cs.CV", "32"],
    ["category:cs.cv hinge", "2"],
    ["category:cs", "321"],
    ["category:stat category:cs.CL", "31"],
    ["-category:cs.CV", "1"],
    ["has:lab", "2"],
    ["-has:lab", "31"],
    ["has:claims margin", "2"],
    ["has:code", "3"],
    ["verdict:contradicted", "2"],
    ["verdict:reproduced", ""],
    ['topic:"surrogate losses"', "2"],
    ["date:2026-01-02", "2"],
    ["after:2026-01-02", "32"],
    ["before:2026-01-02", "1"],
    ["year:2025", ""],
    ["-margin", "3"],
    ["-the", "321"],
    ["mathcal", ""],
    ["sup", "3"],
    ["", "321"],
    ["the", "321"],
    ["((", "321"],
    ["a:*&!", "321"],
  ];

  test("finds what the query language says", async () => {
    for (const [text, expected] of queries) expect(await found(text), text).toBe(expected);
  });

  test("says what it could not do", async () => {
    expect(await search("the")).toMatchObject({
      notice: "There is no word in this that can be searched.",
      order: "newest",
    });
    expect(await search("category:cs")).toMatchObject({ notice: null });
    expect(await search("")).toMatchObject({ notice: null, total: { count: 3, isExact: true } });
    const { problems, items } = await search("margin verdict:maybe");
    expect(problems).toEqual([
      {
        field: "verdict",
        value: "maybe",
        expected: "one of reproduced, contradicted, inconclusive, untested",
      },
    ]);
    expect(items).toHaveLength(2);
    expect((await search("margin")).modeNote).toContain("no embedding model is set up");
  });

  test("marks what was looked for, as ranges and never as HTML", async () => {
    const [paper] = (await search("margins boldly", {})).items.concat((await search("boldly rest")).items);
    const { snippet } = paper!.highlights!;
    const marked = snippet.flatMap(({ text, marks }) => marks.map(([start, end]) => text.slice(start, end)));
    expect(marked).toEqual(["boldly", "rest"]);
    expect(snippet[0]!.text).toContain("boldly</b> against the rest");
    const title = (await search("margin")).items[0]!.highlights!.title;
    expect(title.text).toBe("A Margin That Moves: Adaptive Margins for Pairwise Losses");
    expect(title.marks.map(([start, end]) => title.text.slice(start, end))).toEqual(["Margin", "Margins"]);
  });

  const slips: [query: string, meant: string | null][] = [
    ["margn los", "margin losses"],
    ["contrastiv pretrainng", "contrastive pretraining"],
    ["author:ada hinje", "author:ada hinge"],
    ["hinge", null],
    ["hinges", null],
    ["pretrained", null],
    ["margin surrogate", null],
    ["xyzzy", null],
  ];

  test("did you mean", async () => {
    for (const [text, meant] of slips) expect((await search(text)).didYouMean, text).toBe(meant);
  });

  test("the closest titles count, however many are a little alike", async () => {
    await insertMany(database.db, 300, "Gradual Change");
    await insertMany(database.db, 1, "Gradient Descent");
    expect((await search("gradint")).didYouMean).toBe("gradient");
  });

  test("a phrase is looked for in the newest 3000 papers that have its words", async () => {
    const bound = 3000;
    await insertMany(database.db, 1, "Alpha Beta");
    await insertMany(database.db, bound - 1, "Beta and Alpha");
    expect(await search('"alpha beta"')).toMatchObject({
      items: [{ title: "Alpha Beta" }],
      total: { count: 1, isExact: true },
    });
    await insertMany(database.db, 2, "Beta and Alpha");
    expect(await search('"alpha beta"'), "nowhere among the newest").toMatchObject({
      items: [{ title: "Alpha Beta" }],
      total: { count: 1, isExact: true },
    });
    await insertMany(database.db, 1, "Alpha Beta");
    expect(await search('"alpha beta"')).toMatchObject({ total: { count: 1, isExact: false } });
    expect(await search('"alpha beta" -hinge', { order: "newest" })).toMatchObject({
      total: { count: 2, isExact: true },
    });
    expect(await search('"alpha beta" before:2031')).toMatchObject({ items: [], total: { count: 0 } });
  });

  test("more papers than are counted", async () => {
    await insertMany(database.db, 1005, "Alpha Beta");
    for (const order of ["relevance", "newest", "oldest", "trending"] as const) {
      const { items, total, next } = await search("alpha", { order, limit: 2 });
      expect(items, order).toHaveLength(2);
      expect(total, order).toEqual({ count: 1000, isExact: false });
      expect(next, order).not.toBeNull();
    }
  });

  test("every order, every paper once over all pages", async () => {
    await refreshHot(database.db, "all");
    const orders = { newest: "321", oldest: "123", trending: "231", relevance: "321" };
    for (const [order, expected] of Object.entries(orders)) {
      let keys = "";
      for (let cursor: string | null = null, done = false; !done; done = cursor === null) {
        const page = await search("category:cs", {
          order: order as SearchOptions["order"],
          limit: 1,
          cursor,
        });
        keys += page.items.map((paper) => paper.key.slice(-1)).join("");
        expect(page.total === null).toBe(cursor !== null);
        cursor = page.next;
      }
      expect(keys, order).toBe(expected);
    }
    const first = await search("margin", { limit: 1 });
    expect(first.next).not.toBeNull();
    const second = await search("margin", { limit: 1, cursor: first.next });
    expect([first.items[0]!.key, second.items[0]!.key, second.next]).toEqual([
      "2601.00001",
      "2601.00002",
      null,
    ]);
  });

  test("wrong options are refused with a reason", async () => {
    await expect(search("margin", { cursor: "x" })).rejects.toThrow(InvalidInputError);
    const { next } = await search("category:cs", { limit: 1 });
    await expect(search("margin", { cursor: next })).rejects.toThrow(InvalidInputError);
    await expect(search("margin", { limit: 1000 })).rejects.toThrow("limit must be");
    await expect(search("margin", { order: "votes" as never })).rejects.toThrow("sort must be");
  });

  test("hybrid: words and meaning are fused, filters and exclusions hold for both", async () => {
    const asked: string[] = [];
    const semantic: SemanticSearch = {
      model: "made-up",
      isReady: async () => true,
      nearestToText: async (text) => {
        asked.push(text);
        return [ids[2]!, ids[1]!, ids[0]!].map((id, index) => ({ id, similarity: 1 - index / 10 }));
      },
      nearestToPaper: async () => null,
    };
    const result = await search("margin hinge", { semantic });
    expect(result).toMatchObject({ mode: "hybrid", modeNote: "Found by words and by meaning (made-up)." });
    expect(result.items.map((paper) => paper.key.slice(-1))).toEqual(["2", "3", "1"]);
    expect(asked).toEqual(["margin hinge"]);
    expect(await found("margin -contrastive", { semantic })).toBe("21");
    expect(await found("margin category:cs.CL", { semantic })).toBe("3");
    expect(await search("margn", { semantic })).toMatchObject({ didYouMean: "margin", total: { count: 3 } });
    let keys = "";
    for (let cursor: string | null = null, done = false; !done; done = cursor === null) {
      const page = await search("margin hinge", { semantic, limit: 1, cursor });
      keys += page.items.map((paper) => paper.key.slice(-1)).join("");
      cursor = page.next;
    }
    expect(keys).toBe("231");
    const notYet = await search("margin", { semantic: { ...semantic, isReady: async () => false } });
    expect(notYet).toMatchObject({ mode: "lexical" });
    expect(notYet.modeNote).toContain("still being prepared");
    const failing = (error: Error) => ({ ...semantic, nearestToText: () => Promise.reject(error) });
    const away = await search("margin", { semantic: failing(new EmbeddingError("gone")) });
    expect(away).toMatchObject({ mode: "lexical", total: { count: 2 } });
    expect(away.modeNote).toContain("does not answer");
    await expect(search("margin", { semantic: failing(new Error("a mistake")) })).rejects.toThrow(
      "a mistake",
    );
  });

  test("no text makes it fail", { timeout: 30_000 }, async () => {
    const pieces = fc.constantFrom(
      ..."author: category: date: year: after: before: has: verdict: topic: - \" or .. 2026 cs.LG lab * & | ! ( ) <-> : \\ ' ; \0 \ud800 % _ $1 José 2601.01230 -- /*".split(
        " ",
      ),
      " ",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces, { maxLength: 30 }).map((list) => list.join("")),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom("relevance", "newest"), async (query, order) => {
        const { items, total } = await search(query, { order: order as "newest" });
        expect(items.length).toBe(total!.count);
      }),
      { numRuns: 60 },
    );
  });
});
