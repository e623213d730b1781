import { sql, type SQL } from "drizzle-orm";
import type { Database } from "../database/handle.ts";
import { hotEpoch, hotHalfLifeHours, hotWeights } from "./hot.ts";

/** Which papers' scores are worked out. */
export type HotScope =
  | { ids: readonly number[] }
  /** Those with news since then, and those never ranked. */
  | { since: Date }
  | "all";

/**
 * Works the stored scores out anew from what happened to the papers: the day they were listed, claims re-tested, links.
 * Idempotent; scores that stay the same are not written.
 */
export async function refreshHot(db: Database, scope: HotScope): Promise<void> {
  const chosen = await db.execute<{ id: number }>(
    sql`select p.id from paper p where ${scopeCondition(scope)}`,
  );
  const ids = chosen.rows.map((row) => row.id);
  // In steps, so that others get their turn on a database with one connection.
  for (let start = 0; start < ids.length; start += stepSize)
    await refreshStep(db, ids.slice(start, start + stepSize));
}

const stepSize = 2000;

async function refreshStep(db: Database, ids: number[]): Promise<void> {
  const { listed, claim, mostClaims, linked } = hotWeights;
  // PostgreSQL refuses a power that is too small for a float; 2^-100 of the largest part adds nothing any more.
  await db.execute(sql`
    with chosen as (
      select p.id, coalesce(p.listed_at, p.listed_on::timestamptz, p.published_at) as at
      from paper p where ${isOneOf(ids)}
    ), tested as (
      select c.paper_id as id, min(t.tested_at) as at,
        row_number() over (partition by c.paper_id order by min(t.tested_at), c.id) as place
      from chosen join claim c on c.paper_id = chosen.id join claim_test t on t.claim_id = c.id
      where t.verdict <> 'not tested'
      group by c.paper_id, c.id
    ), event as (
      select id, at, ${listed}::float8 as weight from chosen
      union all
      select id, at, ${claim}::float8 from tested where place <= ${mostClaims}
      union all
      select id, at, ${linked}::float8 from chosen
      where exists (select from paper_link l where l.paper_id = chosen.id and l.kind <> 'other')
    ), scaled as (
      select id, ln(weight) / ln(2::float8)
        + (extract(epoch from at)::float8 - ${hotEpoch}::float8) / ${hotHalfLifeHours * 3600}::float8 as log_weight
      from event
    ), largest as (
      select id, max(log_weight) as top from scaled group by id
    ), score as (
      select id, top + ln(sum(power(2::float8, greatest(log_weight - top, -100)))) / ln(2::float8) as hot
      from scaled join largest using (id) group by id, top
    )
    update paper set hot = score.hot from score
    where paper.id = score.id and (paper.hot is null or abs(paper.hot - score.hot) > 1e-10)`);
}

function scopeCondition(scope: HotScope): SQL {
  if (scope === "all") return sql`true`;
  if ("ids" in scope) return isOneOf(scope.ids);
  const since = sql`${scope.since.toISOString()}::timestamptz`;
  return sql`(p.hot is null or p.listed_at >= ${since} or p.published_at >= ${since}
    or exists (select from claim k where k.paper_id = p.id and k.tested_at >= ${since}))`;
}

function isOneOf(ids: readonly number[]): SQL {
  return sql`p.id in (select value::int from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`;
}
