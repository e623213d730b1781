import { details, precisions, type paper } from "../database/schema.ts";
import type { PaperRecord } from "./paperRecord.ts";

/** A paper as it stands in the database. */
export type PaperRow = typeof paper.$inferSelect;

/** What is written: every column but those that the database makes itself or that others own. */
export type PaperValues = Omit<
  PaperRow,
  "id" | "search" | "hot" | "labels" | "firstSeenAt" | "changedAt" | "authors" | "keywords"
>;

/** A day's list that a paper enters. */
export interface Listed {
  /** "YYYY-MM-DD" */
  day: string;
  at: Date;
  /** True if a listing said so, false if it is worked out. */
  seen: boolean;
}

/** What a record may change of what is stored. */
export type Standing = "better" | "gaps only";

/**
 * Joins what a source says now to what is known. Nothing known is ever lost to a lesser record: an older version or
 * a poorer source only fills gaps, an empty field replaces nothing, a text cut short does not replace the whole.
 */
export function mergePaper(
  known: PaperRow | null,
  record: PaperRecord,
  listed: Listed | null,
  now: Date,
): PaperValues {
  if (!known) return { ...fresh(record, now), ...listing(null, listed) };
  const standing = standingOf(known, record);
  const pick = <Value>(old: Value | null, said: Value | null) =>
    standing === "better" ? (said ?? old) : (old ?? said);
  return {
    source: known.source,
    key: known.key,
    version: largest(known.version, record.version),
    detail: details[Math.max(details.indexOf(known.detail), details.indexOf(record.detail))]!,
    ...filling(known, record, standing),
    title: pickText(known.title, record.title, standing),
    abstract: pickText(known.abstract, record.abstract, standing),
    comment: pick(known.comment, record.comment),
    journalReference: pick(known.journalReference, record.journalReference),
    reportNumber: pick(known.reportNumber, record.reportNumber),
    doi: pick(known.doi, record.doi),
    license: pick(known.license, record.license),
    primaryCategory: pick(known.primaryCategory, record.categories[0] ?? null),
    ...publication(known, record),
    revisedAt: pick(known.revisedAt, record.revisedAt),
    ...withdrawal(known, record, standing, now),
    ...listing(known, listed),
  };
}

function fresh(record: PaperRecord, now: Date): PaperValues {
  return {
    source: record.source,
    key: record.key,
    version: record.version,
    detail: record.detail,
    filledVersion: record.detail === "full" ? record.version : null,
    fillFailures: 0,
    fillAfter: null,
    title: record.title,
    abstract: record.abstract,
    comment: record.comment,
    journalReference: record.journalReference,
    reportNumber: record.reportNumber,
    doi: record.doi,
    license: record.license,
    primaryCategory: record.categories[0] ?? null,
    publishedAt: record.publishedAt,
    publishedPrecision: record.publishedPrecision,
    revisedAt: record.revisedAt,
    withdrawnAt: record.withdrawn === null ? null : (record.revisedAt ?? now),
    withdrawnReason: record.withdrawn,
    listedOn: null,
    listedAt: null,
    listingSeen: false,
  };
}

/** A newer version beats an older one; of one version, the better source wins, and among equals the later word. */
export function standingOf(known: PaperRow, record: PaperRecord): Standing {
  const age = compareVersions(known, record);
  if (age !== 0) return age > 0 ? "better" : "gaps only";
  return details.indexOf(record.detail) >= details.indexOf(known.detail) ? "better" : "gaps only";
}

/** Positive if the record is of a newer version than the known one, negative if older, 0 if the same or unknown. */
function compareVersions(known: PaperRow, record: PaperRecord): number {
  if (known.version !== null && record.version !== null) return record.version - known.version;
  return isRevision(known, record) ? 1 : 0;
}

const dayLength = 24 * 3600 * 1000;

/** A source that numbers no versions tells by the date that there is a new one. */
function isRevision(known: PaperRow, record: PaperRecord): boolean {
  if (record.version !== null || record.revisedAt === null || known.revisedAt === null) return false;
  return record.revisedAt.getTime() - known.revisedAt.getTime() >= dayLength;
}

function filling(known: PaperRow, record: PaperRecord, standing: Standing) {
  const { filledVersion, fillFailures, fillAfter } = known;
  // Somebody must look which version it is now.
  if (isRevision(known, record)) return { filledVersion: null, fillFailures: 0, fillAfter: null };
  if (record.detail === "full" && record.version !== null && standing === "better") {
    return { filledVersion: record.version, fillFailures: 0, fillAfter: null };
  }
  if (record.version !== null && record.version > (known.version ?? 0)) {
    return { filledVersion, fillFailures: 0, fillAfter: null };
  }
  return { filledVersion, fillFailures, fillAfter };
}

function pickText(old: string, said: string, standing: Standing): string {
  if (old === "") return said;
  if (standing === "gaps only" || said === "") return old;
  const isCut = said.length < old.length && old.startsWith(said.replace(/(…|\.\.\.)$/, ""));
  return isCut ? old : said;
}

function publication(
  known: PaperRow,
  record: PaperRecord,
): Pick<PaperRow, "publishedAt" | "publishedPrecision"> {
  const gain = precisions.indexOf(record.publishedPrecision) - precisions.indexOf(known.publishedPrecision);
  const isBetter = gain > 0 || (gain === 0 && details.indexOf(record.detail) > details.indexOf(known.detail));
  const { publishedAt, publishedPrecision } = isBetter ? record : known;
  return { publishedAt, publishedPrecision };
}

function withdrawal(known: PaperRow, record: PaperRecord, standing: Standing, now: Date) {
  const { withdrawnAt, withdrawnReason } = known;
  if (standing === "gaps only") return { withdrawnAt, withdrawnReason };
  if (record.withdrawn !== null) {
    return { withdrawnAt: withdrawnAt ?? record.revisedAt ?? now, withdrawnReason: record.withdrawn };
  }
  return record.detail === "full"
    ? { withdrawnAt: null, withdrawnReason: null }
    : { withdrawnAt, withdrawnReason };
}

/** The day of a paper is fixed when it is first listed; a listing beats a day that was only worked out. */
function listing(known: PaperRow | null, listed: Listed | null) {
  const { listedOn = null, listedAt = null, listingSeen = false } = known ?? {};
  if (listed === null || listingSeen || (listedOn !== null && !listed.seen))
    return { listedOn, listedAt, listingSeen };
  return { listedOn: listed.day, listedAt: listed.at, listingSeen: listed.seen };
}

function largest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
