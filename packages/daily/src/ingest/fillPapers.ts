import { and, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { storePapers } from "../catalogue/storePapers.ts";
import { paper } from "../database/schema.ts";
import { mostIds } from "./arxiv/askArxiv.ts";
import type { IngestContext } from "./context.ts";
import { readFullFields } from "./ingestPapers.ts";

export interface FillResult {
  filled: number;
  /** Asked in vain: they are tried again later. */
  missing: number;
  /** True if more papers wait. */
  more: boolean;
}

const hour = 3600_000;
const longestDelay = 7 * 24 * hour;

/**
 * Reads the full fields of at most 100 papers that lack them, the latest listed first. Which ones stands in the
 * database alone: call it until there are no more, stop it whenever.
 * @throws SourcePausedError
 */
export async function fillPapers(context: IngestContext): Promise<FillResult> {
  const { db, clock } = context;
  const waiting = await db
    .select({ id: paper.id, key: paper.key, version: paper.version })
    .from(paper)
    .where(
      and(
        eq(paper.source, "arxiv"),
        sql`(${paper.version} is null or ${paper.version} is distinct from ${paper.filledVersion})`,
        or(isNull(paper.fillAfter), lte(paper.fillAfter, clock.now())),
      ),
    )
    .orderBy(sql`${paper.listedOn} desc nulls last`, sql`${paper.id} desc`)
    .limit(mostIds + 1);
  const asked = waiting.slice(0, mostIds);
  if (asked.length === 0) return { filled: 0, missing: 0, more: false };

  const records = await readFullFields(
    context,
    asked.map(({ key }) => key),
  );
  const now = clock.now();
  const found = new Map(records.map((record) => [record.key, record]));
  // A version that was announced may take a while to be served: an older one is stored and asked for again.
  const vain = asked.filter(({ key, version }) => (found.get(key)?.version ?? 0) < (version ?? 1));
  await db.transaction(async (tx) => {
    await storePapers(
      tx,
      records.map((record) => ({ record })),
      now,
    );
    if (vain.length > 0) {
      await tx
        .update(paper)
        .set({
          fillFailures: sql`${paper.fillFailures} + 1`,
          fillAfter: sql`${now.toISOString()}::timestamptz + least(${hour} * 2 ^ least(${paper.fillFailures}, 20), ${longestDelay}) * interval '1 millisecond'`,
        })
        .where(
          inArray(
            paper.id,
            vain.map(({ id }) => id),
          ),
        );
    }
  });
  return { filled: asked.length - vain.length, missing: vain.length, more: waiting.length > mostIds };
}
