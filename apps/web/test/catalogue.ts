import { addDays, openDatabase, refreshHot, storePapers } from "@offprint/daily";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PaperRecord } from "../../../packages/daily/src/catalogue/paperRecord.ts";
import { listing, sourceState } from "../../../packages/daily/src/database/schema.ts";
import { testPaper } from "../../../packages/daily/test/insertPapers.ts";
import { madeUpPapers } from "../../../packages/daily/test/madeUpPapers.ts";

/** A data folder with made-up papers of three days, for a server to open. */
export interface Catalogue {
  folder: string;
  /** The newest day, whose list is still coming in. */
  newest: string;
  /** The latest complete day, and the one before it. */
  latest: string;
  before: string;
  remove(): void;
}

/** Of the front page's channel. */
const categories = ["cs.LG", "cs.CV", "cs.CL", "cs.AI", "stat.ML"];

/** A paper with everything that a page must bear. */
export const hostile: PaperRecord = testPaper({
  key: "2601.01230",
  title: "A <b>Margin</b> That Moves: $O(\\sqrt{n})$ & \\emph{More}",
  abstract:
    "We let the margin $m_t$ follow. <script>document.title = 'broken'</script> <img src=x onerror=alert(1)> On $k=3$ toy sets it halves $\\mathcal{L}_{sup}$, see \\url{https://example.org}. Costs $5 or $10.",
  comment: "9 pages <i>or so</i>",
  versions: [
    { version: 1, submittedAt: new Date("2026-01-03T09:12:44Z"), size: "812kb" },
    { version: 2, submittedAt: new Date("2026-01-09T17:30:02Z") },
  ],
  links: [{ url: "https://github.com/example/margin", kind: "code", origin: "abstract" }],
});

export const oldPaper: PaperRecord = testPaper({
  key: "math/0611800",
  title: "On Old Identifiers",
  authors: [{ name: "Ada Example", given: "Ada", family: "Example" }],
  categories: ["math.CA"],
  publishedAt: new Date("2006-11-26T00:00:00Z"),
  revisedAt: new Date("2006-11-26T00:00:00Z"),
  versions: [],
  withdrawn: "Lemma 2 is wrong.",
});

/** A paper of the collection as arXiv tells it. */
const running: PaperRecord = testPaper({
  key: "2304.07288",
  title: "Cross-Entropy Loss Functions: Theoretical Analysis and Applications",
  abstract: "Cross-entropy is a widely used loss function in applications.",
  authors: [{ name: "Anqi Mao" }, { name: "Mehryar Mohri" }, { name: "Yutao Zhong" }],
});

export async function makeCatalogue(): Promise<Catalogue> {
  const folder = mkdtempSync(join(tmpdir(), "offprint-pages-"));
  const newest = new Date().toISOString().slice(0, 10);
  const [latest, before] = [addDays(newest, -1), addDays(newest, -2)];
  const database = await openDatabase({ dataFolder: folder });
  const [first, second, third] = [0, 5, 65];
  const papers = [...madeUpPapers({ count: 80, seed: 7, newest })];
  const listed = (day: string) => ({ day, at: new Date(`${day}T01:00:00Z`), seen: true });
  const of = (records: PaperRecord[], day: string) =>
    records.map((record) => ({ record: inChannel(record), listed: listed(day) }));
  await storePapers(
    database.db,
    [
      ...of(papers.slice(first, second), newest),
      ...of([hostile, running, ...papers.slice(second, third)], latest),
      ...of(papers.slice(third), before),
      { record: oldPaper },
    ],
    new Date(),
  );
  const completeAt = (day: string) => (day === newest ? null : new Date(`${day}T02:14:00Z`));
  for (const day of [newest, latest, before]) {
    for (const category of categories) {
      const pulledAt = new Date(`${day}T02:14:00Z`);
      const times = { pulledAt, completeAt: completeAt(day) };
      await database.db
        .insert(listing)
        .values({ source: "arxiv", category, day, papers: 5, keys: [], ...times });
    }
  }
  const at = new Date(`${latest}T02:14:00Z`);
  await database.db
    .insert(sourceState)
    .values({ source: "arxiv", nextRequestAt: at, failures: 3, lastGoodAt: at, lastError: "HTTP 503" });
  await refreshHot(database.db, "all");
  await database.close();
  return { folder, newest, latest, before, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The front page's channel takes some categories only. */
const inChannel = (record: PaperRecord): PaperRecord => ({
  ...record,
  categories: record.categories.some((category) => categories.includes(category))
    ? record.categories
    : ["cs.LG", ...record.categories],
});
