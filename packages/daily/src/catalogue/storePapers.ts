import { and, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import { channel, channelPaper } from "../database/schema.ts";
import type { Database } from "../database/handle.ts";
import * as schema from "../database/schema.ts";
import { matchChannel } from "../channels/channelRule.ts";
import { authorKey } from "./authorKey.ts";
import { type Listed, mergePaper, type PaperRow, type PaperValues, standingOf } from "./mergePaper.ts";
import type { AuthorRecord, PaperRecord } from "./paperRecord.ts";
import { searchKeywords } from "./searchKeywords.ts";

/** A record, and the day's list it enters, if any. */
export interface StoreItem {
  record: PaperRecord;
  listed?: Listed | null;
}

export interface StoreResult {
  added: number;
  changed: number;
  unchanged: number;
  /** Ids of the papers by key. */
  ids: Map<string, number>;
}

/** Records written at a time: a statement holds at most 65535 values. */
const batchSize = 250;
/** Any number nobody else is likely to lock: records are stored by one writer at a time. */
const storeLock = 7_305_100_420;

/**
 * Stores what a source says about papers, joined to what is known of them: all of it or, on an error, nothing.
 * Storing the same again changes nothing.
 */
export async function storePapers(db: Database, items: StoreItem[], now: Date): Promise<StoreResult> {
  return db.transaction(async (tx) => {
    await lockStore(tx);
    const result: StoreResult = { added: 0, changed: 0, unchanged: 0, ids: new Map() };
    for (let start = 0; start < items.length; start += batchSize) {
      await storeBatch(tx, onePerKey(items.slice(start, start + batchSize)), now, result);
    }
    return result;
  });
}

/** Makes a transaction the only one that stores papers, until it ends. */
export async function lockStore(tx: Database): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${storeLock})`);
}

/** A page can name a paper twice; the later word counts. */
function onePerKey(items: StoreItem[]): StoreItem[] {
  return [...new Map(items.map((item) => [`${item.record.source} ${item.record.key}`, item])).values()];
}

interface Known {
  row: PaperRow;
  authors: (typeof schema.paperAuthor.$inferSelect)[];
  categories: string[];
}

interface Draft {
  item: StoreItem;
  known: Known | null;
  values: PaperValues;
  authors: AuthorRecord[];
  categories: string[];
}

async function storeBatch(tx: Database, items: StoreItem[], now: Date, result: StoreResult): Promise<void> {
  const known = await loadKnown(tx, items);
  const drafts = items.map((item): Draft => {
    const before = known.get(item.record.key) ?? null;
    const values = mergePaper(before?.row ?? null, item.record, item.listed ?? null, now);
    const [authors, categories] = mergeLists(before, item.record);
    return { item, known: before, values, authors, categories };
  });
  for (const { known: before } of drafts) if (before) result.ids.set(before.row.key, before.row.id);
  const touched = drafts.filter(isDifferent);
  await writePapers(tx, touched, now, result.ids);
  await writeAuthors(tx, touched.filter(hasNewAuthors), result.ids);
  await writeCategories(tx, touched.filter(hasNewCategories), result.ids);
  const moreVersions = await writeVersions(tx, drafts, result.ids);
  const moreLinks = await writeLinks(tx, drafts, result.ids);
  await enterChannels(
    tx,
    touched.filter(({ values }) => values.listedOn !== null),
    result.ids,
  );

  const grown = new Set([...moreVersions, ...moreLinks]);
  const changed = new Set(touched.map(({ item }) => result.ids.get(item.record.key)!));
  const late = [...grown].filter((id) => !changed.has(id));
  if (late.length > 0)
    await tx.update(schema.paper).set({ changedAt: now }).where(inArray(schema.paper.id, late));
  const added = drafts.filter(({ known: before }) => before === null).length;
  result.added += added;
  result.changed += touched.length - added + late.length;
  result.unchanged += drafts.length - touched.length - late.length;
}

async function loadKnown(tx: Database, items: StoreItem[]): Promise<Map<string, Known>> {
  const sources = [...new Set(items.map(({ record }) => record.source))];
  if (sources.length > 1) throw new Error("a batch of papers must come from one source");
  const { search: _, ...columns } = getTableColumns(schema.paper);
  const rows = await tx
    .select(columns)
    .from(schema.paper)
    .where(
      and(
        inArray(schema.paper.source, sources),
        inArray(
          schema.paper.key,
          items.map(({ record }) => record.key),
        ),
      ),
    );
  const known = new Map(
    rows.map((row) => [row.key, { row: { ...row, search: null }, authors: [], categories: [] } as Known]),
  );
  const ids = new Map([...known.values()].map((entry) => [entry.row.id, entry]));
  if (ids.size === 0) return known;
  const { paperAuthor, paperCategory } = schema;
  const authors = await tx
    .select()
    .from(paperAuthor)
    .where(inArray(paperAuthor.paperId, [...ids.keys()]))
    .orderBy(paperAuthor.paperId, paperAuthor.position);
  for (const row of authors) ids.get(row.paperId)!.authors.push(row);
  const categories = await tx
    .select()
    .from(paperCategory)
    .where(inArray(paperCategory.paperId, [...ids.keys()]))
    .orderBy(paperCategory.paperId, paperCategory.position);
  for (const row of categories) ids.get(row.paperId)!.categories.push(row.category);
  return known;
}

/** Authors and categories as they are to be: the better source's, but never fewer authors of the same version. */
function mergeLists(known: Known | null, record: PaperRecord): [AuthorRecord[], string[]] {
  if (!known) return [record.authors, record.categories];
  const before = known.authors.map(toAuthorRecord);
  const isBetter = standingOf(known.row, record) === "better";
  const categories = pickList(known.categories, record.categories, isBetter);
  if (before.length === 0) return [record.authors, categories];
  if (record.authors.length === 0) return [before, categories];
  if (isSamePeople(before, record.authors))
    return [mergeAuthors(before, record.authors, isBetter), categories];
  const isCut = record.authors.length < before.length && (record.version ?? 0) <= (known.row.version ?? 0);
  return [isBetter && !isCut ? record.authors : before, categories];
}

function pickList(before: string[], said: string[], isBetter: boolean): string[] {
  if (before.length === 0) return said;
  return isBetter && said.length > 0 ? said : before;
}

function isSamePeople(a: AuthorRecord[], b: AuthorRecord[]): boolean {
  return (
    a.length === b.length && a.every((author, index) => authorKey(author.name) === authorKey(b[index]!.name))
  );
}

function mergeAuthors(before: AuthorRecord[], said: AuthorRecord[], isBetter: boolean): AuthorRecord[] {
  return before.map((author, index) =>
    isBetter ? { ...author, ...said[index] } : { ...said[index], ...author },
  );
}

function toAuthorRecord(row: Known["authors"][number]): AuthorRecord {
  const { name, family, given, suffix, affiliation } = row;
  return Object.fromEntries(
    Object.entries({ name, family, given, suffix, affiliation }).filter(([, value]) => value !== null),
  ) as unknown as AuthorRecord;
}

function isDifferent(draft: Draft): boolean {
  if (!draft.known) return true;
  const { row } = draft.known;
  const isChanged = Object.entries(draft.values).some(
    ([name, value]) => !isSame(value, row[name as keyof PaperRow]),
  );
  return isChanged || hasNewAuthors(draft) || hasNewCategories(draft);
}

function isSame(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
}

function hasNewAuthors({ known, authors }: Draft): boolean {
  return (
    JSON.stringify(authors.map(sorted)) !==
    JSON.stringify((known?.authors ?? []).map(toAuthorRecord).map(sorted))
  );
}

const sorted = (author: AuthorRecord) => Object.entries(author).sort(([a], [b]) => (a < b ? -1 : 1));

/** The publication time is repeated in the categories' rows, so a change of it counts here. */
function hasNewCategories({ known, categories, values }: Draft): boolean {
  if (!known) return true;
  return categories.join() !== known.categories.join() || !isSame(values.publishedAt, known.row.publishedAt);
}

async function writePapers(
  tx: Database,
  drafts: Draft[],
  now: Date,
  ids: Map<string, number>,
): Promise<void> {
  if (drafts.length === 0) return;
  const rows = drafts.map(({ values, authors }) => ({
    ...values,
    authors: authors.map(({ name }) => name).join(", "),
    keywords: searchKeywords(values),
    firstSeenAt: now,
    changedAt: now,
  }));
  const kept = new Set(["source", "key", "firstSeenAt"]);
  const set = Object.fromEntries(
    Object.keys(rows[0]!)
      .filter((name) => !kept.has(name))
      .map((name) => [name, excluded(schema.paper[name as keyof PaperValues].name)]),
  );
  const written = await tx
    .insert(schema.paper)
    .values(rows)
    .onConflictDoUpdate({ target: [schema.paper.source, schema.paper.key], set })
    .returning({ id: schema.paper.id, key: schema.paper.key });
  for (const { id, key } of written) ids.set(key, id);
}

const excluded = (column: string) => sql`excluded.${sql.identifier(column)}`;

async function writeAuthors(tx: Database, drafts: Draft[], ids: Map<string, number>): Promise<void> {
  if (drafts.length === 0) return;
  const { author, paperAuthor } = schema;
  const paperIds = drafts.map(({ item }) => ids.get(item.record.key)!);
  await tx.delete(paperAuthor).where(inArray(paperAuthor.paperId, paperIds));
  const names = new Map(
    drafts.flatMap(({ authors }) => authors.map(({ name }) => [authorKey(name), name] as const)),
  );
  if (names.size === 0) return;
  const people = [...names].map(([key, name]) => ({ key, name }));
  await inChunks(people, (part) => tx.insert(author).values(part).onConflictDoNothing());
  const authorIds = new Map<string, number>();
  await inChunks([...names.keys()], async (part) => {
    const found = await tx
      .select({ id: author.id, key: author.key })
      .from(author)
      .where(inArray(author.key, part));
    for (const { id, key } of found) authorIds.set(key, id);
  });
  const rows = drafts.flatMap(({ item, authors }) =>
    authors.map((person, position) => ({
      paperId: ids.get(item.record.key)!,
      position,
      authorId: authorIds.get(authorKey(person.name))!,
      ...person,
    })),
  );
  await inChunks(rows, (part) => tx.insert(paperAuthor).values(part));
}

async function writeCategories(tx: Database, drafts: Draft[], ids: Map<string, number>): Promise<void> {
  if (drafts.length === 0) return;
  const { paperCategory } = schema;
  const paperIds = drafts.map(({ item }) => ids.get(item.record.key)!);
  await tx.delete(paperCategory).where(inArray(paperCategory.paperId, paperIds));
  const rows = drafts.flatMap(({ item, categories, values }) =>
    [...new Set(categories)].map((category, position) => ({
      paperId: ids.get(item.record.key)!,
      category,
      position,
      publishedAt: values.publishedAt,
    })),
  );
  await inChunks(rows, (part) => tx.insert(paperCategory).values(part));
}

/** Adds versions and what is newly known of them; says which papers gained. */
async function writeVersions(tx: Database, drafts: Draft[], ids: Map<string, number>): Promise<number[]> {
  const { paperVersion } = schema;
  const rows = drafts.flatMap(({ item }) =>
    item.record.versions.map((version) => ({ paperId: ids.get(item.record.key)!, ...version })),
  );
  const gained: number[] = [];
  await inChunks(rows, async (part) => {
    const written = await tx
      .insert(paperVersion)
      .values(part)
      .onConflictDoUpdate({
        target: [paperVersion.paperId, paperVersion.version],
        set: {
          submittedAt: sql`coalesce(${paperVersion.submittedAt}, excluded.submitted_at)`,
          announcedOn: sql`coalesce(${paperVersion.announcedOn}, excluded.announced_on)`,
          size: sql`coalesce(${paperVersion.size}, excluded.size)`,
        },
        setWhere: sql`(${paperVersion.submittedAt} is null and excluded.submitted_at is not null)
          or (${paperVersion.announcedOn} is null and excluded.announced_on is not null)
          or (${paperVersion.size} is null and excluded.size is not null)`,
      })
      .returning({ id: paperVersion.paperId });
    gained.push(...written.map(({ id }) => id));
  });
  return gained;
}

async function writeLinks(tx: Database, drafts: Draft[], ids: Map<string, number>): Promise<number[]> {
  const rows = drafts.flatMap(({ item }) =>
    item.record.links.map((link) => ({ paperId: ids.get(item.record.key)!, ...link })),
  );
  const gained: number[] = [];
  await inChunks(rows, async (part) => {
    const written = await tx
      .insert(schema.paperLink)
      .values(part)
      .onConflictDoNothing()
      .returning({ id: schema.paperLink.paperId });
    gained.push(...written.map(({ id }) => id));
  });
  return gained;
}

/** Enters listed papers into the channels whose rules they meet. What is in a day's list stays there. */
async function enterChannels(tx: Database, drafts: Draft[], ids: Map<string, number>): Promise<void> {
  if (drafts.length === 0) return;
  const channels = await tx.select().from(channel);
  const rows = channels.flatMap(({ id, rule }) =>
    drafts.flatMap(({ item, values, authors, categories }) => {
      const names = authors.map(({ name }) => name);
      const reason = matchChannel(rule, { ...values, categories, authors: names });
      const paperId = ids.get(item.record.key)!;
      return reason === null ? [] : [{ channelId: id, paperId, listedOn: values.listedOn!, reason }];
    }),
  );
  await enterRows(tx, rows);
}

/** Writes rows of daily lists; a paper whose day was worked out before moves to the day it was listed. */
export async function enterRows(tx: Database, rows: (typeof channelPaper.$inferInsert)[]): Promise<void> {
  await inChunks(rows, (part) =>
    tx
      .insert(channelPaper)
      .values(part)
      .onConflictDoUpdate({
        target: [channelPaper.channelId, channelPaper.paperId],
        set: { listedOn: sql`excluded.listed_on` },
        setWhere: sql`${channelPaper.listedOn} <> excluded.listed_on`,
      }),
  );
}

async function inChunks<Row>(rows: Row[], write: (part: Row[]) => PromiseLike<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += 4 * batchSize)
    await write(rows.slice(start, start + 4 * batchSize));
}

/** Marks papers that the source took back. They stay, with the mark. */
export async function withdrawPapers(
  db: Database,
  source: string,
  keys: string[],
  reason: string,
  now: Date,
): Promise<number> {
  const { paper } = schema;
  let count = 0;
  await inChunks(keys, async (part) => {
    const changed = await db
      .update(paper)
      .set({ withdrawnAt: now, withdrawnReason: reason, changedAt: now })
      .where(and(eq(paper.source, source), inArray(paper.key, part), sql`${paper.withdrawnAt} is null`))
      .returning({ id: paper.id });
    count += changed.length;
  });
  return count;
}
