import { and, gt, lte, max } from "drizzle-orm";
import type { Database } from "../database/handle.ts";
import { paper } from "../database/schema.ts";
import { largestSitemap } from "../feeds/siteFiles.ts";

/** How many parts the list of all papers has; papers keep their part for ever. */
export async function countSitemapParts(db: Database): Promise<number> {
  const [row] = await db.select({ last: max(paper.id) }).from(paper);
  return Math.ceil((row?.last ?? 0) / largestSitemap);
}

/** The papers of one part, from 1, with their last changes. */
export async function sitemapPapers(
  db: Database,
  part: number,
): Promise<{ source: string; key: string; changedAt: Date }[]> {
  const start = (part - 1) * largestSitemap;
  return db
    .select({ source: paper.source, key: paper.key, changedAt: paper.changedAt })
    .from(paper)
    .where(and(gt(paper.id, start), lte(paper.id, start + largestSitemap)))
    .orderBy(paper.id);
}
