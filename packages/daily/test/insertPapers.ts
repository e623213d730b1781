/** Puts papers into a database in bulk, for tests and benches that read. */
import { sql } from "drizzle-orm";
import { authorKey } from "../src/catalogue/authorKey.ts";
import type { PaperRecord } from "../src/catalogue/paperRecord.ts";
import { searchKeywords } from "../src/catalogue/searchKeywords.ts";
import type { Database } from "../src/database/handle.ts";

/** Papers as sources tell them, each listed on the day of its submission unless told otherwise. */
export type InsertedPaper = PaperRecord & { listedOn?: string | null; listedAt?: Date | null };

/** A paper with nothing but what is told, made up where something is needed. */
export function testPaper(change: Partial<InsertedPaper> = {}): InsertedPaper {
  return {
    source: "arxiv",
    key: "2601.01230",
    version: 2,
    detail: "full",
    title: "A Margin That Moves: Adaptive Margins for Pairwise Losses",
    abstract:
      "We let the margin of a pairwise loss follow the batch statistics. On $k=3$ toy sets it halves the violation rate.",
    authors: [
      { name: "Ada Example", given: "Ada", family: "Example", affiliation: "Example Institute" },
      { name: "José Prueba Jr", given: "José", family: "Prueba", suffix: "Jr" },
    ],
    categories: ["cs.LG", "stat.ML"],
    comment: null,
    journalReference: null,
    reportNumber: null,
    doi: null,
    license: null,
    publishedAt: new Date("2026-01-03T09:12:44Z"),
    publishedPrecision: "time",
    revisedAt: new Date("2026-01-09T17:30:02Z"),
    versions: [],
    links: [],
    withdrawn: null,
    ...change,
  };
}

/** @returns ids of the rows, in the order of the papers */
export async function insertPapers(db: Database, papers: Iterable<InsertedPaper>): Promise<number[]> {
  const ids: number[] = [];
  let batch: InsertedPaper[] = [];
  for (const paper of papers) {
    batch.push(paper);
    if (batch.length === 500) {
      ids.push(...(await insertBatch(db, batch)));
      batch = [];
    }
  }
  if (batch.length > 0) ids.push(...(await insertBatch(db, batch)));
  return ids;
}

async function insertBatch(db: Database, papers: InsertedPaper[]): Promise<number[]> {
  const rows = papers.map((paper) => {
    const day = paper.publishedAt.toISOString().slice(0, 10);
    const listedOn = paper.listedOn === undefined ? day : paper.listedOn;
    const authors = paper.authors.map((author, position) => ({
      ...author,
      position,
      key: authorKey(author.name),
    }));
    return {
      ...paper,
      listedOn,
      listedAt: paper.listedAt ?? (listedOn === null ? null : `${listedOn}T01:00:00Z`),
      names: paper.authors.map((author) => author.name).join(", "),
      keywords: searchKeywords(paper),
      authors,
    };
  });
  const data = JSON.stringify(rows);
  const inserted = await db.execute<{ id: number }>(sql`
    with given as (select r, place from jsonb_array_elements(${data}::jsonb) with ordinality as given (r, place))
    insert into paper (source, key, version, detail, filled_version, title, abstract, authors, keywords, comment,
      journal_reference, doi, license, primary_category, published_at, published_precision, revised_at, listed_on,
      listed_at, withdrawn_at, withdrawn_reason)
    select r ->> 'source', r ->> 'key', (r ->> 'version')::int, r ->> 'detail', (r ->> 'version')::int, r ->> 'title',
      r ->> 'abstract', r ->> 'names', r ->> 'keywords', r ->> 'comment', r ->> 'journalReference', r ->> 'doi',
      r ->> 'license', r -> 'categories' ->> 0, (r ->> 'publishedAt')::timestamptz, r ->> 'publishedPrecision',
      (r ->> 'revisedAt')::timestamptz, (r ->> 'listedOn')::date, (r ->> 'listedAt')::timestamptz,
      case when r ->> 'withdrawn' is not null then (r ->> 'revisedAt')::timestamptz end, r ->> 'withdrawn'
    from given order by place returning id`);
  const ids = inserted.rows.map((row) => row.id);
  const parts = JSON.stringify(
    rows.map(({ authors, categories, links, publishedAt }, index) => ({
      id: ids[index],
      authors,
      categories,
      links,
      publishedAt,
    })),
  );
  await db.execute(sql`
    insert into author (key, name)
    select distinct on (a ->> 'key') a ->> 'key', a ->> 'name'
    from jsonb_array_elements(${parts}::jsonb) r, jsonb_array_elements(r -> 'authors') a
    on conflict do nothing`);
  await db.execute(sql`
    insert into paper_author (paper_id, position, author_id, name, family, given, suffix, affiliation)
    select (r ->> 'id')::int, (a ->> 'position')::int, n.id, a ->> 'name', a ->> 'family', a ->> 'given',
      a ->> 'suffix', a ->> 'affiliation'
    from jsonb_array_elements(${parts}::jsonb) r, jsonb_array_elements(r -> 'authors') a
    join author n on n.key = a ->> 'key'`);
  await db.execute(sql`
    insert into paper_category (paper_id, category, position, published_at)
    select (r ->> 'id')::int, c.name, c.place - 1, (r ->> 'publishedAt')::timestamptz
    from jsonb_array_elements(${parts}::jsonb) r,
      jsonb_array_elements_text(r -> 'categories') with ordinality as c (name, place)`);
  await db.execute(sql`
    insert into paper_link (paper_id, url, kind, origin)
    select (r ->> 'id')::int, l ->> 'url', l ->> 'kind', l ->> 'origin'
    from jsonb_array_elements(${parts}::jsonb) r, jsonb_array_elements(r -> 'links') l`);
  return ids;
}

/** A claim of a paper that runs here, with its re-tests. */
export interface InsertedClaim {
  name: string;
  headline?: boolean;
  tests: { at: string; verdict: "reproduced" | "contradicted" | "inconclusive"; version?: number }[];
}

/** Makes a paper one that runs here. */
export async function insertLab(
  db: Database,
  paperId: number,
  slug: string,
  claims: InsertedClaim[],
): Promise<void> {
  await db.execute(sql`
    insert into implementation (paper_id, slug, kind, summary, venue, year, methods)
    values (${paperId}, ${slug}, 'loss', 'A margin that follows the batch.', 'Example Conference 2026', 2026,
      array['losses/adaptiveMargin'])`);
  for (const [position, { name, headline = false, tests }] of claims.entries()) {
    const last = tests.at(-1);
    const made = await db.execute<{ id: number }>(sql`
      insert into claim (paper_id, name, position, headline, statement, figure, place, state, tested_at)
      values (${paperId}, ${name}, ${position}, ${headline}, ${`Statement of ${name}.`}, '0.5', 'Table 1',
        ${last?.verdict ?? "not tested"}, ${last?.at ?? null}::timestamptz) returning id`);
    for (const [index, { at, verdict, version = 1 }] of tests.entries()) {
      const changed = index > 0 && tests[index - 1]!.verdict !== verdict;
      await db.execute(sql`
        insert into claim_test (claim_id, tested_at, protocol_version, verdict, changed, checks, versions)
        values (${made.rows[0]!.id}, ${at}::timestamptz, ${version}, ${verdict}, ${changed},
          ${JSON.stringify([{ label: "difference", estimate: 0.2, interval: [0.1, 0.3], accept: { above: 0 } }])}::jsonb,
          '{"offprint": "0.1.0"}'::jsonb)`);
    }
  }
}
