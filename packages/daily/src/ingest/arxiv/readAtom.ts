import { findLinks } from "../../catalogue/findLinks.ts";
import type { AuthorRecord, PaperRecord, VersionRecord } from "../../catalogue/paperRecord.ts";
import { MalformedAnswerError, SourceRefusedError } from "../../net/errors.ts";
import { parseArxivIdentifier } from "../arxivIdentifier.ts";
import { cleanText, cleanTextOrNull } from "../cleanText.ts";
import { attribute, element, elements, readXml, textOf, type XmlNode } from "../readXml.ts";
import { findWithdrawal, keepCategories } from "./texts.ts";

/** One answer of the query interface. */
export interface AtomAnswer {
  papers: PaperRecord[];
  /** Entries on the page, also those that are no papers. */
  entries: number;
  /** Matches in all; more than are on the page if it was one of several, or cut. */
  total: number;
}

/**
 * Reads an Atom answer.
 * @throws SourceRefusedError if it is the source's way of saying that the question is wrong
 * @throws MalformedAnswerError
 */
export function readAtom(text: string): AtomAnswer {
  const feed = element(readXml(text), "feed");
  if (!feed) throw new MalformedAnswerError("not an Atom feed");
  const entries = elements(feed, "entry");
  const refusal = entries.find((entry) => /^https?:\/\/arxiv\.org\/api\/errors/.test(textOf(entry, "id")));
  if (refusal) throw new SourceRefusedError(`arXiv refuses: ${cleanText(textOf(refusal, "summary"))}`);
  const papers = entries.map(readEntry).filter((paper) => paper !== null);
  return { papers, entries: entries.length, total: readTotal(textOf(feed, "totalResults"), entries.length) };
}

function readTotal(text: string, fallback: number): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : fallback;
}

/** A paper, or null for the empty entry by which an unknown identifier is answered. */
function readEntry(entry: XmlNode): PaperRecord | null {
  const id = parseArxivIdentifier(textOf(entry, "id").replace(/^https?:\/\/arxiv\.org\/abs\//, ""));
  const title = cleanText(textOf(entry, "title"));
  const published = new Date(textOf(entry, "published"));
  if (!id || title === "" || Number.isNaN(published.getTime())) return null;
  const updated = new Date(textOf(entry, "updated"));
  const revisedAt = Number.isNaN(updated.getTime()) ? null : updated;
  const abstract = cleanText(textOf(entry, "summary"));
  const comment = cleanText(textOf(entry, "comment"));
  return {
    source: "arxiv",
    key: id.key,
    version: id.version,
    detail: "full",
    title,
    abstract,
    authors: elements(entry, "author")
      .map(readAuthor)
      .filter((author) => author.name !== ""),
    categories: readCategories(entry),
    comment: comment || null,
    journalReference: cleanTextOrNull(textOf(entry, "journal_ref")),
    reportNumber: null,
    doi: cleanTextOrNull(textOf(entry, "doi")),
    license: null,
    publishedAt: published,
    publishedPrecision: "time",
    revisedAt,
    versions: readVersions(id.version, published, revisedAt),
    links: [...findLinks(abstract, "abstract"), ...findLinks(comment, "comment")],
    withdrawn: findWithdrawal(comment, abstract),
  };
}

function readAuthor(author: XmlNode): AuthorRecord {
  const affiliation = cleanText(textOf(author, "affiliation"));
  return { name: cleanText(textOf(author, "name")), ...(affiliation && { affiliation }) };
}

function readCategories(entry: XmlNode): string[] {
  const primary = attribute(elements(entry, "primary_category")[0], "term");
  return keepCategories([
    primary,
    ...elements(entry, "category").map((category) => attribute(category, "term")),
  ]);
}

function readVersions(version: number | null, published: Date, revised: Date | null): VersionRecord[] {
  const first = { version: 1, submittedAt: published };
  if (version === null || version === 1) return [first];
  return [first, { version, ...(revised && { submittedAt: revised }) }];
}
