import { and, asc, eq, getTableColumns, inArray, type SQL } from "drizzle-orm";
import type { Database } from "../database/handle.ts";
import {
  author,
  type ClaimState,
  type Detail,
  type LinkKind,
  paper,
  paperAuthor,
  paperCategory,
  paperLink,
  paperTopic,
  paperVersion,
  type Precision,
} from "../database/schema.ts";
import { countClaims, loadImplementations } from "./implementations.ts";

export interface PaperAuthor {
  /** Of the author's page. */
  key: string;
  name: string;
  family: string | null;
  given: string | null;
  suffix: string | null;
  affiliation: string | null;
}

/** A paper that runs here, in short. */
export interface PaperLab {
  slug: string;
  kind: string;
  /** The idea in one sentence. */
  summary: string;
  venue: string;
  year: number;
  /** Exports of the library, as "module/name". */
  methods: string[];
  /** How many of its claims are in which state. */
  claims: Record<ClaimState, number>;
}

/** A paper as lists and cards show it. */
export interface PaperSummary {
  id: number;
  source: string;
  key: string;
  version: number | null;
  detail: Detail;
  title: string;
  abstract: string;
  authors: PaperAuthor[];
  /** The primary one first. */
  categories: string[];
  topics: string[];
  comment: string | null;
  journalReference: string | null;
  doi: string | null;
  license: string | null;
  /** Submission of the first version, as exactly as `publishedPrecision` says. */
  publishedAt: Date;
  publishedPrecision: Precision;
  revisedAt: Date | null;
  /** Day whose list it is in; null for one that never was. */
  listedOn: string | null;
  listedAt: Date | null;
  /** False where the day was worked out from the submission time. */
  listingSeen: boolean;
  withdrawn: { at: Date; reason: string } | null;
  links: { url: string; kind: LinkKind }[];
  lab: PaperLab | null;
  hot: number | null;
  /** Last change of anything shown. */
  changedAt: Date;
}

export interface PaperVersion {
  version: number;
  submittedAt: Date | null;
  announcedOn: string | null;
  size: string | null;
}

/** A paper with all that is known of it. */
export interface PaperDetail extends PaperSummary {
  reportNumber: string | null;
  /** Oldest first; those nobody told about are missing. */
  versions: PaperVersion[];
}

/** The papers of these ids, in their order; ids that are not there are left out. */
export async function loadPapers(db: Database, ids: number[]): Promise<PaperSummary[]> {
  if (ids.length === 0) return [];
  const { search: _, ...columns } = getTableColumns(paper);
  const rows = await db.select(columns).from(paper).where(inArray(paper.id, ids));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const authors = await loadAuthors(db, ids);
  const categories = await loadCategories(db, ids);
  const topics = await loadTopics(db, ids);
  const links = await loadLinks(db, ids);
  const labs = await loadLabs(db, ids);
  return ids
    .map((id) => byId.get(id))
    .filter((row) => row !== undefined)
    .map((row) => ({
      ...pickFacts(row),
      authors: authors.get(row.id) ?? [],
      categories: (categories.get(row.id) ?? []).map(({ category }) => category),
      topics: (topics.get(row.id) ?? []).map(({ topic }) => topic),
      links: (links.get(row.id) ?? []).map(({ url, kind }) => ({ url, kind })),
      lab: labs.get(row.id) ?? null,
    }));
}

type Row = Omit<typeof paper.$inferSelect, "search">;

function pickFacts(row: Row) {
  const { id, source, key, version, detail, title, abstract, comment, journalReference, doi, license } = row;
  const { publishedAt, publishedPrecision, revisedAt, listedOn, listedAt, listingSeen, hot, changedAt } = row;
  const withdrawn = row.withdrawnAt && { at: row.withdrawnAt, reason: row.withdrawnReason ?? "" };
  const dates = { publishedAt, publishedPrecision, revisedAt, listedOn, listedAt, listingSeen, changedAt };
  const texts = { title, abstract, comment, journalReference, doi, license };
  return { id, source, key, version, detail, ...texts, ...dates, withdrawn, hot };
}

async function loadAuthors(db: Database, ids: number[]): Promise<Map<number, PaperAuthor[]>> {
  const { paperId, position, name, family, given, suffix, affiliation } = paperAuthor;
  const rows = await db
    .select({ paperId, key: author.key, name, family, given, suffix, affiliation })
    .from(paperAuthor)
    .innerJoin(author, eq(author.id, paperAuthor.authorId))
    .where(inArray(paperId, ids))
    .orderBy(asc(position));
  return new Map([...byPaper(rows)].map(([id, list]) => [id, list.map(({ paperId: _, ...rest }) => rest)]));
}

async function loadCategories(db: Database, ids: number[]) {
  const { paperId, position } = paperCategory;
  return byPaper(await db.select().from(paperCategory).where(inArray(paperId, ids)).orderBy(asc(position)));
}

async function loadTopics(db: Database, ids: number[]) {
  const { paperId, topic } = paperTopic;
  return byPaper(await db.select().from(paperTopic).where(inArray(paperId, ids)).orderBy(asc(topic)));
}

async function loadLinks(db: Database, ids: number[]) {
  const { paperId, url } = paperLink;
  return byPaper(await db.select().from(paperLink).where(inArray(paperId, ids)).orderBy(asc(url)));
}

function byPaper<Item extends { paperId: number }>(rows: Item[]): Map<number, Item[]> {
  return Map.groupBy(rows, ({ paperId }) => paperId);
}

async function loadLabs(db: Database, ids: number[]): Promise<Map<number, PaperLab>> {
  const found = await loadImplementations(db, ids);
  const counts = await countClaims(db, [...found.keys()]);
  return new Map([...found].map(([id, lab]) => [id, { ...lab, claims: counts.get(id)! }]));
}

/** One paper by its source and key, or null. */
export async function findPaper(db: Database, source: string, key: string): Promise<PaperDetail | null> {
  return loadDetail(db, and(eq(paper.source, source), eq(paper.key, key))!);
}

/** One paper by its id, or null. */
export async function findPaperById(db: Database, id: number): Promise<PaperDetail | null> {
  return loadDetail(db, eq(paper.id, id));
}

async function loadDetail(db: Database, where: SQL): Promise<PaperDetail | null> {
  const [found] = await db
    .select({ id: paper.id, reportNumber: paper.reportNumber })
    .from(paper)
    .where(where);
  if (!found) return null;
  const [summary] = await loadPapers(db, [found.id]);
  const { paperId: _, ...columns } = getTableColumns(paperVersion);
  const versions = await db
    .select(columns)
    .from(paperVersion)
    .where(eq(paperVersion.paperId, found.id))
    .orderBy(asc(paperVersion.version));
  return { ...summary!, reportNumber: found.reportNumber, versions };
}

export const paperOrders = ["hot", "newest"] as const;
/** "hot": by the time-decayed score; "newest": by first submission. */
export type PaperOrder = (typeof paperOrders)[number];
