import { asc, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "../database/handle.ts";
import { claim, type ClaimState, implementation, verdicts } from "../database/schema.ts";

/** What makes a paper one that runs here. */
export interface Implementation {
  slug: string;
  kind: string;
  summary: string;
  venue: string;
  year: number;
  methods: string[];
}

/** The implementations among these papers, by paper id. */
export async function loadImplementations(db: Database, ids: number[]): Promise<Map<number, Implementation>> {
  if (ids.length === 0) return new Map();
  const rows = await db.select().from(implementation).where(inArray(implementation.paperId, ids));
  return new Map(rows.map(({ paperId, ...rest }) => [paperId, rest]));
}

/** How many claims of each paper are in which state. */
export async function countClaims(
  db: Database,
  ids: number[],
): Promise<Map<number, Record<ClaimState, number>>> {
  const counts = new Map(ids.map((id) => [id, emptyCount()]));
  if (ids.length === 0) return counts;
  const rows = await db
    .select({ paperId: claim.paperId, state: claim.state, count: sql<number>`count(*)::int` })
    .from(claim)
    .where(inArray(claim.paperId, ids))
    .groupBy(claim.paperId, claim.state);
  for (const { paperId, state, count } of rows) counts.get(paperId)![state] = count;
  return counts;
}

function emptyCount(): Record<ClaimState, number> {
  return Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<ClaimState, number>;
}

/** Papers that run here: their ids by slug, in alphabetical order. */
export async function implementedPapers(db: Database): Promise<{ id: number; slug: string }[]> {
  return db
    .select({ id: implementation.paperId, slug: implementation.slug })
    .from(implementation)
    .orderBy(asc(implementation.slug));
}

/** The id of the paper that runs under this slug, or null. */
export async function findImplementation(db: Database, slug: string): Promise<number | null> {
  const [row] = await db
    .select({ id: implementation.paperId })
    .from(implementation)
    .where(eq(implementation.slug, slug));
  return row?.id ?? null;
}
