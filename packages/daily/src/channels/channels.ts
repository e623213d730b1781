import { and, asc, eq, gt, inArray, isNotNull, sql } from "drizzle-orm";
import { enterRows } from "../catalogue/storePapers.ts";
import type { Database } from "../database/handle.ts";
import { channel, channelPaper, paper, paperAuthor, paperCategory } from "../database/schema.ts";
import { InvalidInputError } from "../errors.ts";
import { type ChannelRule, matchChannel, readChannelRule } from "./channelRule.ts";

export interface Channel {
  slug: string;
  name: string;
  rule: ChannelRule;
  updatedAt: Date;
}

/** The channel of the front page. It is there from the start and cannot be deleted, but its rule can be changed. */
export const defaultChannel = "daily";

/** What the default channel takes until its rule is changed. */
export const defaultRule: ChannelRule = {
  categories: ["cs.LG", "cs.CV", "cs.CL", "cs.AI", "stat.ML"],
  crossLists: true,
  words: [],
  authors: [],
  without: [],
};

/** Makes the default channel if it is not there yet. */
export async function ensureDefaultChannel(db: Database): Promise<void> {
  await db
    .insert(channel)
    .values({ slug: defaultChannel, name: "Daily papers", rule: defaultRule })
    .onConflictDoNothing();
}

/** All channels, the default one first. */
export async function listChannels(db: Database): Promise<Channel[]> {
  return db
    .select({ slug: channel.slug, name: channel.name, rule: channel.rule, updatedAt: channel.updatedAt })
    .from(channel)
    .orderBy(sql`${channel.slug} <> ${defaultChannel}`, asc(channel.name), asc(channel.slug));
}

/** One channel, or null. */
export async function findChannel(db: Database, slug: string): Promise<Channel | null> {
  const channels = await listChannels(db);
  return channels.find((candidate) => candidate.slug === slug) ?? null;
}

/**
 * Makes a channel or changes it, and works out its lists anew from all papers that were ever listed.
 * @throws InvalidInputError
 */
export async function saveChannel(
  db: Database,
  { slug, name, rule }: { slug: string; name: string; rule: unknown },
  now: Date,
): Promise<void> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) || slug.length > 50) {
    throw new InvalidInputError("slug", "at most 50 lower-case letters, digits and single hyphens", slug);
  }
  if (name.trim() === "" || name.length > 100)
    throw new InvalidInputError("name", "1 to 100 characters", name);
  const values = { slug, name: name.trim(), rule: readChannelRule(rule), updatedAt: now };
  await db.transaction(async (tx) => {
    const { slug: _, ...set } = values;
    const [saved] = await tx
      .insert(channel)
      .values({ ...values, createdAt: now })
      .onConflictDoUpdate({ target: channel.slug, set })
      .returning({ id: channel.id });
    await rebuild(tx, saved!.id, values.rule);
  });
}

/**
 * Removes a channel with its lists; the papers stay.
 * @throws InvalidInputError for the default channel
 */
export async function deleteChannel(db: Database, slug: string): Promise<boolean> {
  if (slug === defaultChannel) throw new InvalidInputError("slug", "not the default channel", slug);
  const deleted = await db.delete(channel).where(eq(channel.slug, slug)).returning({ id: channel.id });
  return deleted.length > 0;
}

const pageSize = 1000;

async function rebuild(tx: Database, channelId: number, rule: ChannelRule): Promise<void> {
  await tx.delete(channelPaper).where(eq(channelPaper.channelId, channelId));
  for (let after = 0; ;) {
    const page = await tx
      .select({ id: paper.id, title: paper.title, abstract: paper.abstract, listedOn: paper.listedOn })
      .from(paper)
      .where(and(isNotNull(paper.listedOn), gt(paper.id, after)))
      .orderBy(asc(paper.id))
      .limit(pageSize);
    if (page.length === 0) return;
    after = page.at(-1)!.id;
    const ids = page.map(({ id }) => id);
    const [categories, authors] = [await categoriesOf(tx, ids), await authorsOf(tx, ids)];
    const rows = page.flatMap(({ id, listedOn, ...texts }) => {
      const candidate = { ...texts, categories: categories.get(id) ?? [], authors: authors.get(id) ?? [] };
      const reason = matchChannel(rule, candidate);
      return reason === null ? [] : [{ channelId, paperId: id, listedOn: listedOn!, reason }];
    });
    await enterRows(tx, rows);
  }
}

async function categoriesOf(tx: Database, ids: number[]): Promise<Map<number, string[]>> {
  const rows = await tx
    .select({ id: paperCategory.paperId, text: paperCategory.category })
    .from(paperCategory)
    .where(inArray(paperCategory.paperId, ids))
    .orderBy(paperCategory.paperId, paperCategory.position);
  return group(rows);
}

async function authorsOf(tx: Database, ids: number[]): Promise<Map<number, string[]>> {
  const rows = await tx
    .select({ id: paperAuthor.paperId, text: paperAuthor.name })
    .from(paperAuthor)
    .where(inArray(paperAuthor.paperId, ids))
    .orderBy(paperAuthor.paperId, paperAuthor.position);
  return group(rows);
}

function group(rows: { id: number; text: string }[]): Map<number, string[]> {
  return new Map(
    [...Map.groupBy(rows, ({ id }) => id)].map(([id, list]) => [id, list.map(({ text }) => text)]),
  );
}
