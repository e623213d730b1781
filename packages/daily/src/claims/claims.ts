import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { CheckRecord } from "../catalogue/claims.ts";
import { decodeCursor, encodeCursor, type Page, readLimit } from "../catalogue/cursor.ts";
import type { Database } from "../database/handle.ts";
import { verdicts, type ClaimState } from "../database/schema.ts";
import { InvalidInputError } from "../errors.ts";

/** The paper of a claim, in short. */
export interface ClaimPaper {
  source: string;
  key: string;
  slug: string;
  title: string;
}

/** One re-test of a claim. */
export interface ClaimTest {
  testedAt: Date;
  protocolVersion: number;
  verdict: ClaimState;
  /** Differs from the test before it. */
  isChange: boolean;
  checks: CheckRecord[];
  /** Versions of this project, the engine and Node. */
  versions: Record<string, string>;
}

export interface ClaimView {
  paper: ClaimPaper;
  /** Its id within the paper. */
  name: string;
  headline: boolean;
  /** In our words. */
  statement: string;
  /** The paper's own figure, and where it stands there. */
  figure: string;
  place: string;
  state: ClaimState;
  testedAt: Date | null;
}

export interface ClaimHistory extends ClaimView {
  /** Oldest first. */
  tests: ClaimTest[];
}

/** A re-test that changed a verdict. */
export interface VerdictChange {
  paper: ClaimPaper;
  claim: Pick<ClaimView, "name" | "headline" | "statement">;
  testedAt: Date;
  verdict: ClaimState;
  before: ClaimState;
}

export interface ClaimListOptions {
  state?: ClaimState;
  /** Of the paper that runs under this slug. */
  slug?: string;
  topic?: string;
  /** Claims at most, 1 to 100; default 50. */
  limit?: number;
  cursor?: string | null;
}

const claimColumns = sql`k.id, p.source, p.key, i.slug, p.title, k.name, k.headline, k.statement, k.figure, k.place,
  k.state, k.tested_at is not null as tested, ${isoTime(sql`coalesce(k.tested_at, '0001-01-01'::timestamptz)`)} as at`;
const claimTables = sql`claim k join implementation i on i.paper_id = k.paper_id join paper p on p.id = k.paper_id`;

interface ClaimRow extends Record<string, unknown> {
  id: number;
  source: string;
  key: string;
  slug: string;
  title: string;
  name: string;
  headline: boolean;
  statement: string;
  figure: string;
  place: string;
  state: ClaimState;
  tested: boolean;
  at: string;
}

/**
 * Claims of all papers that run here, those tested last first, untested ones at the end.
 * @throws InvalidInputError
 */
export async function listClaims(db: Database, options: ClaimListOptions = {}): Promise<Page<ClaimView>> {
  const limit = readLimit(options.limit ?? 50);
  const found = await db.execute<ClaimRow>(sql`
    select ${claimColumns} from ${claimTables}
    where ${sql.join(listConditions(options), sql` and `)}
    order by coalesce(k.tested_at, '0001-01-01'::timestamptz) desc, k.id limit ${limit + 1}`);
  const rows = found.rows.slice(0, limit);
  const last = rows.at(-1);
  const next = found.rows.length > limit && last ? encodeCursor([last.at, last.id]) : null;
  return { items: rows.map(toClaim), next };
}

const placeShape = z.tuple([
  z.iso.datetime(),
  z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
]);

function listConditions({ state, slug, topic, cursor }: ClaimListOptions): SQL[] {
  const conditions = [sql`true`];
  if (state !== undefined) {
    if (!verdicts.includes(state)) throw new InvalidInputError("state", verdicts.join(", "), state);
    conditions.push(sql`k.state = ${state}`);
  }
  if (slug !== undefined) conditions.push(sql`i.slug = ${slug}`);
  if (topic !== undefined) {
    conditions.push(
      sql`exists (select from paper_topic t where t.paper_id = k.paper_id and t.topic = ${topic})`,
    );
  }
  if (cursor) {
    const [at, id] = decodeCursor(placeShape, cursor);
    const testedAt = sql`coalesce(k.tested_at, '0001-01-01'::timestamptz)`;
    conditions.push(
      sql`(${testedAt} < ${at}::timestamptz or (${testedAt} = ${at}::timestamptz and k.id > ${id}::int))`,
    );
  }
  return conditions;
}

/** How many claims are in which state, over all papers. */
export async function countClaimStates(db: Database): Promise<Record<ClaimState, number>> {
  const found = await db.execute<{ state: ClaimState; count: number }>(
    sql`select state, count(*)::int as count from claim group by state`,
  );
  const counts = Object.fromEntries(verdicts.map((state) => [state, 0])) as Record<ClaimState, number>;
  for (const { state, count } of found.rows) counts[state] = count;
  return counts;
}

/** All claims of a paper with all their re-tests, in the paper's order, by the slug it runs under. */
export async function claimHistories(db: Database, slug: string): Promise<ClaimHistory[]> {
  const claims = await db.execute<ClaimRow>(
    sql`select ${claimColumns} from ${claimTables} where i.slug = ${slug} order by k.position, k.id`,
  );
  if (claims.rows.length === 0) return [];
  const tests = await db.execute<TestRow>(sql`
    select t.claim_id as claim, ${isoTime(sql`t.tested_at`)} as at, t.protocol_version as version, t.verdict, t.changed,
      t.checks::text as checks, t.versions::text as versions
    from claim_test t join claim k on k.id = t.claim_id join implementation i on i.paper_id = k.paper_id
    where i.slug = ${slug} order by t.tested_at, t.id`);
  const byClaim = Map.groupBy(tests.rows, (test) => test.claim);
  return claims.rows.map((row) => ({ ...toClaim(row), tests: (byClaim.get(row.id) ?? []).map(toTest) }));
}

/** The re-tests that changed a verdict, newest first. */
export async function verdictChanges(
  db: Database,
  options: { limit?: number; cursor?: string | null } = {},
): Promise<Page<VerdictChange>> {
  const limit = readLimit(options.limit ?? 50);
  const place = options.cursor ? decodeCursor(placeShape, options.cursor) : null;
  const isAfter = place ? sql`(t.tested_at, t.id) < (${place[0]}::timestamptz, ${place[1]}::int)` : sql`true`;
  const found = await db.execute<ChangeRow>(sql`
    select t.id, ${isoTime(sql`t.tested_at`)} as at, t.verdict, p.source, p.key, i.slug, p.title, k.name, k.headline,
      k.statement, (select b.verdict from claim_test b where b.claim_id = t.claim_id
        and (b.tested_at, b.id) < (t.tested_at, t.id) order by b.tested_at desc, b.id desc limit 1) as before
    from claim_test t join claim k on k.id = t.claim_id join implementation i on i.paper_id = k.paper_id
      join paper p on p.id = k.paper_id
    where t.changed and ${isAfter} order by t.tested_at desc, t.id desc limit ${limit + 1}`);
  const rows = found.rows.slice(0, limit);
  const last = rows.at(-1);
  return {
    items: rows.map(toChange),
    next: found.rows.length > limit && last ? encodeCursor([last.at, last.id]) : null,
  };
}

interface TestRow extends Record<string, unknown> {
  claim: number;
  at: string;
  version: number;
  verdict: ClaimState;
  changed: boolean;
  checks: string;
  versions: string;
}

interface ChangeRow extends Record<string, unknown> {
  id: number;
  at: string;
  verdict: ClaimState;
  source: string;
  key: string;
  slug: string;
  title: string;
  name: string;
  headline: boolean;
  statement: string;
  before: ClaimState | null;
}

function toClaim({ source, key, slug, title, tested, at, ...row }: ClaimRow): ClaimView {
  const { name, headline, statement, figure, place, state } = row;
  const testedAt = tested ? new Date(at) : null;
  return { paper: { source, key, slug, title }, name, headline, statement, figure, place, state, testedAt };
}

function toTest({ at, version, verdict, changed, checks, versions }: TestRow): ClaimTest {
  return {
    testedAt: new Date(at),
    protocolVersion: version,
    verdict,
    isChange: changed,
    checks: JSON.parse(checks) as CheckRecord[],
    versions: JSON.parse(versions) as Record<string, string>,
  };
}

function toChange({ at, verdict, before, ...row }: ChangeRow): VerdictChange {
  const { source, key, slug, title, name, headline, statement } = row;
  return {
    paper: { source, key, slug, title },
    claim: { name, headline, statement },
    testedAt: new Date(at),
    verdict,
    before: before ?? "not tested",
  };
}

function isoTime(column: SQL): SQL {
  return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
