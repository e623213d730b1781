import { sql, type SQL } from "drizzle-orm";
import type { Database } from "../database/handle.ts";
import type { Paper } from "../schemas/paper.ts";

/** A timestamp as ISO text in UTC, whatever the driver and the session's time zone make of it. */
export const isoTime = (column: SQL): SQL =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** What the rest of the world calls a paper: its arXiv key as it is, others with their source before it. */
const publicId = sql`case when p.source = 'arxiv' then p.key else p.source || ':' || p.key end`;

/** One paper as JSON, for rows of `paper p`. */
const paperJson = sql`jsonb_build_object(
  'id', ${publicId}, 'source', p.source, 'version', p.version, 'title', p.title, 'summary', p.abstract,
  'authors', coalesce((
    select jsonb_agg(jsonb_build_object('name', a.name, 'key', n.key, 'family', a.family, 'given', a.given,
      'suffix', a.suffix, 'affiliation', a.affiliation) order by a.position)
    from paper_author a join author n on n.id = a.author_id where a.paper_id = p.id), '[]'),
  'primaryCategory', p.primary_category,
  'categories', coalesce((
    select jsonb_agg(c.category order by c.position) from paper_category c where c.paper_id = p.id), '[]'),
  'topics', coalesce((select jsonb_agg(t.topic order by t.topic) from paper_topic t where t.paper_id = p.id), '[]'),
  'publishedAt', ${isoTime(sql`p.published_at`)}, 'publishedPrecision', p.published_precision,
  'revisedAt', ${isoTime(sql`p.revised_at`)}, 'listedOn', p.listed_on, 'listedAt', ${isoTime(sql`p.listed_at`)},
  'changedAt', ${isoTime(sql`p.changed_at`)},
  'withdrawn', case when p.withdrawn_at is not null then
    jsonb_build_object('at', ${isoTime(sql`p.withdrawn_at`)}, 'reason', p.withdrawn_reason) end,
  'comment', p.comment, 'journalReference', p.journal_reference, 'doi', p.doi, 'license', p.license,
  'links', coalesce((
    select jsonb_agg(jsonb_build_object('url', l.url, 'kind', l.kind) order by l.kind, l.url)
    from paper_link l where l.paper_id = p.id), '[]'),
  'lab', (
    select jsonb_build_object('slug', i.slug, 'kind', i.kind, 'summary', i.summary, 'venue', i.venue,
      'year', i.year, 'methods', to_jsonb(i.methods), 'claims', (
        select jsonb_build_object(
          'reproduced', count(*) filter (where k.state = 'reproduced'),
          'contradicted', count(*) filter (where k.state = 'contradicted'),
          'inconclusive', count(*) filter (where k.state = 'inconclusive'),
          'notTested', count(*) filter (where k.state = 'not tested'))
        from claim k where k.paper_id = i.paper_id))
    from implementation i where i.paper_id = p.id))`;

/** Papers by their rows' ids, in the order of the ids; ids that are not there are left out. */
export async function readPapers(db: Database, ids: readonly number[]): Promise<Paper[]> {
  if (ids.length === 0) return [];
  const found = await db.execute<{ paper: Paper }>(sql`
    select ${paperJson} as paper
    from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) with ordinality wanted (id, place)
    join paper p on p.id = wanted.id::int
    order by wanted.place`);
  return found.rows.map((row) => row.paper);
}

/** The row of a paper by its public id ("2601.01230", "openreview:abc"), or null. */
export async function findPaperRow(db: Database, id: string): Promise<number | null> {
  const [source, key] = splitId(id);
  const found = await db.execute<{ id: number }>(
    sql`select id from paper where source = ${source} and key = ${key}`,
  );
  return found.rows[0]?.id ?? null;
}

/** Rows of several papers by their public ids, in the same order; ids that are not there are left out. */
export async function findPaperRows(db: Database, ids: readonly string[]): Promise<number[]> {
  const wanted = ids.map((id) => splitId(id));
  const found = await db.execute<{ id: number }>(sql`
    select p.id
    from jsonb_array_elements(${JSON.stringify(wanted)}::jsonb) with ordinality wanted (pair, place)
    join paper p on p.source = wanted.pair ->> 0 and p.key = wanted.pair ->> 1
    order by wanted.place`);
  return found.rows.map((row) => row.id);
}

function splitId(id: string): [source: string, key: string] {
  const clean = id.replaceAll("\0", "").toWellFormed();
  const match = /^([a-z][a-z0-9-]*):(.+)$/.exec(clean);
  return match ? [match[1]!, match[2]!] : ["arxiv", clean];
}
