import { findLinks } from "../../catalogue/findLinks.ts";
import type { AuthorRecord, PaperRecord } from "../../catalogue/paperRecord.ts";
import { MalformedAnswerError } from "../../net/errors.ts";
import { monthOfKey, parseArxivIdentifier } from "../arxivIdentifier.ts";
import { cleanText, cleanTextOrNull } from "../cleanText.ts";
import {
  attribute,
  element,
  elements,
  readXml,
  textIn,
  textOf,
  type XmlElement,
  type XmlNode,
} from "../readXml.ts";
import { findWithdrawal, keepCategories } from "./texts.ts";

/** What the interface can answer instead of records. */
export class OaiError extends Error {
  override name = "OaiError";
  /** "badResumptionToken", "noRecordsMatch", … */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`arXiv's OAI-PMH interface says ${code}: ${message}`);
    this.code = code;
  }
}

/** One page of a harvest. */
export interface OaiPage {
  /** The source's clock. */
  responseDate: Date;
  papers: PaperRecord[];
  /** Keys of papers that are gone. */
  deleted: string[];
  /** Records that could not be read. */
  unreadable: number;
  /** Where to go on; null at the end. */
  token: string | null;
  tokenExpiresAt: Date | null;
}

/**
 * Reads a page of `ListRecords` in the format `arXiv`.
 * @throws OaiError, MalformedAnswerError
 */
export function readOai(text: string): OaiPage {
  const root = element(readXml(text), "OAI-PMH");
  const responseDate = new Date(textOf(root, "responseDate"));
  if (!root || Number.isNaN(responseDate.getTime())) throw new MalformedAnswerError("not an OAI-PMH answer");
  const [error] = elements(root, "error");
  if (error !== undefined) throw new OaiError(attribute(error, "code"), cleanText(textIn(error)));
  const list = element(root, "ListRecords");
  if (!list) throw new MalformedAnswerError("an OAI-PMH answer without records");
  const records = elements(list, "record");
  const end = readToken(list);
  // Where nothing matches there is an error instead, and a last page has at least one record.
  if (records.length === 0 && end.token === null) throw new MalformedAnswerError("an empty page of records");
  return { responseDate, ...readRecords(records), ...end };
}

function readToken(list: XmlElement): Pick<OaiPage, "token" | "tokenExpiresAt"> {
  const [element] = elements(list, "resumptionToken");
  const token = textIn(element).trim() || null;
  const expires = new Date(attribute(element, "expires") || attribute(element, "expirationDate"));
  return { token, tokenExpiresAt: token === null || Number.isNaN(expires.getTime()) ? null : expires };
}

function readRecords(records: XmlNode[]): Pick<OaiPage, "papers" | "deleted" | "unreadable"> {
  const papers: PaperRecord[] = [];
  const deleted: string[] = [];
  let unreadable = 0;
  for (const record of records) {
    const header = element(record, "header");
    const id = parseArxivIdentifier(textOf(header, "identifier").replace(/^oai:arXiv\.org:/i, ""));
    const paper = id && readMetadata(element(element(record, "metadata"), "arXiv"), id.key);
    if (id && attribute(header, "status") === "deleted") deleted.push(id.key);
    else if (paper) papers.push(paper);
    else unreadable++;
  }
  return { papers, deleted, unreadable };
}

function readMetadata(metadata: XmlElement | undefined, key: string): PaperRecord | null {
  const title = cleanText(textOf(metadata, "title"));
  const created = readDate(textOf(metadata, "created"));
  if (!metadata || title === "") return null;
  const updated = readDate(textOf(metadata, "updated"));
  const abstract = cleanText(textOf(metadata, "abstract"));
  const comment = cleanText(textOf(metadata, "comments"));
  return {
    source: "arxiv",
    key,
    // The format does not number versions; one that was never revised is the first.
    version: updated === null ? 1 : null,
    detail: "full",
    title,
    abstract,
    authors: elements(element(metadata, "authors"), "author")
      .map(readAuthor)
      .filter((author) => author.name !== ""),
    categories: keepCategories(textOf(metadata, "categories").split(/\s+/)),
    comment: comment || null,
    journalReference: cleanTextOrNull(textOf(metadata, "journal-ref")),
    reportNumber: cleanTextOrNull(textOf(metadata, "report-no")),
    doi: cleanTextOrNull(textOf(metadata, "doi")),
    license: cleanTextOrNull(textOf(metadata, "license")),
    publishedAt: created ?? beginningOfMonth(key),
    publishedPrecision: created ? "day" : "month",
    revisedAt: updated ?? created,
    versions: updated === null ? [{ version: 1 }] : [],
    links: [...findLinks(abstract, "abstract"), ...findLinks(comment, "comment")],
    withdrawn: findWithdrawal(comment, abstract),
  };
}

/** Every field but the identifier may be missing; this one says the month of the first announcement. */
function beginningOfMonth(key: string): Date {
  const { year, month } = monthOfKey(key);
  return new Date(Date.UTC(year, month - 1));
}

function readAuthor(author: XmlNode): AuthorRecord {
  const family = cleanText(textOf(author, "keyname"));
  const given = cleanText(textOf(author, "forenames"));
  const suffix = cleanText(textOf(author, "suffix"));
  const affiliation = cleanText(elements(author, "affiliation").map(textIn).join("; "));
  const name = [given, family, suffix].filter((part) => part !== "").join(" ");
  return {
    name,
    ...(given !== "" && family !== "" && { family, given }),
    ...(suffix && { suffix }),
    ...(affiliation && { affiliation }),
  };
}

function readDate(text: string): Date | null {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) ? date : null;
}
