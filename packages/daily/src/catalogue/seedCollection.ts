import type { Claim, ClaimResult, Results } from "@offprint/lab";
import type { Card } from "@offprint/papers";
import { and, eq, inArray, notInArray, sql } from "drizzle-orm";
import { createHash } from "node:crypto";
import type { Database } from "../database/handle.ts";
import { claim, claimTest, implementation, paper, paperTopic, setting } from "../database/schema.ts";
import type { CheckRecord } from "./claims.ts";
import type { PaperRecord } from "./paperRecord.ts";
import { storePapers } from "./storePapers.ts";

/** One paper that runs here, as its folder has it. */
export interface CollectionPaper {
  card: Card;
  claims: Claim[];
  /** Left out: never verified. */
  results?: Results;
}

export interface SeedResult {
  /** Papers that are new, or of which something is. */
  changed: number;
  /** Papers that ran here before and do not any more. */
  removed: number;
}

const settingKey = "collection";

/**
 * Makes the catalogue follow the collection: its papers, their claims and every re-test on record. Papers that left
 * the collection stay in the catalogue as papers. Doing it again changes nothing, and quickly.
 */
export async function seedCollection(
  db: Database,
  collection: CollectionPaper[],
  now: Date,
): Promise<SeedResult> {
  const digests = Object.fromEntries(collection.map((entry) => [entry.card.arxiv, digestOf(entry)]));
  return db.transaction(async (tx) => {
    const [before] = await tx.select().from(setting).where(eq(setting.key, settingKey));
    const known = (before?.value ?? {}) as Record<string, string>;
    const changed = collection.filter(({ card }) => known[card.arxiv] !== digests[card.arxiv]);
    const left = Object.keys(known).filter((key) => !(key in digests));
    if (changed.length + left.length === 0) return { changed: 0, removed: 0 };

    const records = changed.map(({ card }) => ({ record: recordOf(card) }));
    const { ids } = await storePapers(tx, records, now);
    const idOf = ({ card }: CollectionPaper) => ids.get(card.arxiv)!;
    await removeOthers(tx, left, now);
    await writeImplementations(tx, changed, idOf, now);
    for (const entry of changed) await writeClaims(tx, idOf(entry), entry);
    await tx
      .insert(setting)
      .values({ key: settingKey, value: digests })
      .onConflictDoUpdate({ target: setting.key, set: { value: digests } });
    return { changed: changed.length, removed: left.length };
  });
}

/** Of everything that is stored; measured cells and pictures are not. */
function digestOf({ card, claims, results }: CollectionPaper): string {
  const facts = [
    card,
    claims.map(({ id, headline, statement, paper: own }) => [id, headline, statement, own]),
    results && [results.environment, results.claims, results.history],
  ];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

function recordOf(card: Card): PaperRecord {
  return {
    source: "arxiv",
    key: card.arxiv,
    version: null,
    detail: "card",
    title: card.title,
    abstract: "",
    authors: card.authors.map((name) => ({ name })),
    categories: [],
    comment: null,
    journalReference: null,
    reportNumber: null,
    doi: null,
    license: null,
    publishedAt: new Date(`${card.month}-01T00:00:00Z`),
    publishedPrecision: "month",
    revisedAt: null,
    versions: [],
    links: card.code === null ? [] : [{ url: card.code, kind: "code", origin: "card" }],
    withdrawn: null,
  };
}

/** Papers that left the collection, by their keys: their lab, claims and labels go. */
async function removeOthers(tx: Database, keys: string[], now: Date): Promise<void> {
  if (keys.length === 0) return;
  const gone = await tx
    .update(paper)
    .set({ labels: "", changedAt: now })
    .where(and(eq(paper.source, "arxiv"), inArray(paper.key, keys)))
    .returning({ id: paper.id });
  const ids = gone.map(({ id }) => id);
  if (ids.length === 0) return;
  await tx.delete(implementation).where(inArray(implementation.paperId, ids));
  await tx.delete(paperTopic).where(inArray(paperTopic.paperId, ids));
}

async function writeImplementations(
  tx: Database,
  collection: CollectionPaper[],
  idOf: (entry: CollectionPaper) => number,
  now: Date,
): Promise<void> {
  if (collection.length === 0) return;
  const ids = collection.map(idOf);
  // Names may have changed places: the old ones go first, so that none is in the way.
  await tx
    .update(implementation)
    .set({ slug: sql`'~' || ${implementation.paperId}` })
    .where(inArray(implementation.paperId, ids));
  const rows = collection.map((entry) => {
    const { slug, kind, summary, venue, year, methods } = entry.card;
    return { paperId: idOf(entry), slug, kind, summary, venue, year, methods };
  });
  const set = Object.fromEntries(
    ["slug", "kind", "summary", "venue", "year", "methods"].map((name) => [
      name,
      sql.raw(`excluded.${name}`),
    ]),
  );
  await tx.insert(implementation).values(rows).onConflictDoUpdate({ target: implementation.paperId, set });

  await tx.delete(paperTopic).where(inArray(paperTopic.paperId, ids));
  const topics = collection.flatMap((entry) =>
    [...new Set(entry.card.topics)].map((topic) => ({ paperId: idOf(entry), topic })),
  );
  await tx.insert(paperTopic).values(topics);
  for (const entry of collection) {
    await tx
      .update(paper)
      .set({ labels: labelsOf(entry.card), changedAt: now })
      .where(eq(paper.id, idOf(entry)));
  }
}

/** What search finds the paper by: its name here, topics, methods in one word and in several, its idea. */
function labelsOf({ slug, kind, topics, methods, summary }: Card): string {
  const names = methods.map((method) => method.split("/").at(-1)!);
  const words = names.map((name) => name.replace(/(?<=[a-z\d])(?=[A-Z])/g, " "));
  return [slug, slug.replaceAll("-", " "), kind, ...topics, ...names, ...words, summary].join(" ");
}

async function writeClaims(
  tx: Database,
  paperId: number,
  { claims, results }: CollectionPaper,
): Promise<void> {
  const names = claims.map(({ id }) => id);
  await tx
    .delete(claim)
    .where(and(eq(claim.paperId, paperId), names.length > 0 ? notInArray(claim.name, names) : undefined));
  for (const [position, own] of claims.entries()) {
    const facts = {
      position,
      headline: own.headline ?? false,
      statement: own.statement,
      figure: own.paper.figure,
      place: own.paper.where,
    };
    const [row] = await tx
      .insert(claim)
      .values({ paperId, name: own.id, state: "not tested", ...facts })
      .onConflictDoUpdate({ target: [claim.paperId, claim.name], set: facts })
      .returning({ id: claim.id });
    const tests = results
      ? [...results.claims, ...results.history].filter((test) => test.claim === own.id)
      : [];
    await writeTests(tx, row!.id, tests, results);
  }
}

/** Adds tests to a claim's record, and lets the newest decide its state. Tests on record stay. */
async function writeTests(
  tx: Database,
  claimId: number,
  tests: ClaimResult[],
  results: Results | undefined,
): Promise<void> {
  if (tests.length > 0) {
    const rows = tests.map((test) => ({
      claimId,
      testedAt: new Date(test.date),
      protocolVersion: test.protocol.version,
      verdict: test.verdict,
      changed: false,
      checks: test.checks.map(toCheckRecord),
      versions: (test.environment ?? results!.environment).versions,
    }));
    const set = Object.fromEntries(
      ["verdict", "checks", "versions"].map((name) => [name, sql.raw(`excluded.${name}`)]),
    );
    const target = [claimTest.claimId, claimTest.testedAt, claimTest.protocolVersion];
    await tx.insert(claimTest).values(rows).onConflictDoUpdate({ target, set });
  }
  await tx.execute(sql`
    update claim_test set changed = later.changed
    from (
      select id, verdict is distinct from lag(verdict) over (order by tested_at, protocol_version) as changed
      from claim_test where claim_id = ${claimId}) as later
    where claim_test.id = later.id and claim_test.changed <> later.changed`);
  await tx.execute(sql`
    update claim set state = coalesce(newest.verdict, 'not tested'), tested_at = newest.tested_at
    from (select 1) as one left join lateral (
      select verdict, tested_at from claim_test where claim_id = ${claimId}
      order by tested_at desc, protocol_version desc limit 1) as newest on true
    where claim.id = ${claimId}`);
}

function toCheckRecord(check: ClaimResult["checks"][number]): CheckRecord {
  const { label, estimate, interval, accept } = check;
  return { label, estimate, interval, accept };
}
