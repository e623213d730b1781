import { findLinks } from "../../catalogue/findLinks.ts";
import type { PaperRecord } from "../../catalogue/paperRecord.ts";
import { MalformedAnswerError } from "../../net/errors.ts";
import { type ArxivIdentifier, parseArxivIdentifier } from "../arxivIdentifier.ts";
import { cleanText, cleanTextOrNull } from "../cleanText.ts";
import { element, elements, readXml, textIn, textOf, type XmlNode } from "../readXml.ts";
import { findWithdrawal, keepCategories, splitAuthors } from "./texts.ts";

export const announceTypes = ["new", "cross", "replace", "replace-cross"] as const;
export type AnnounceType = (typeof announceTypes)[number];

export interface ListingItem {
  type: AnnounceType;
  record: PaperRecord;
}

/** The listing of one category for one day. */
export interface Listing {
  /** When it was published; null if it does not say. */
  publishedAt: Date | null;
  items: ListingItem[];
  /** Items that could not be read. */
  unreadable: number;
}

/**
 * Reads an RSS listing. An empty one is a good one: nothing is announced at weekends and on holidays.
 * @throws MalformedAnswerError
 */
export function readListing(text: string): Listing {
  const channel = element(element(readXml(text), "rss"), "channel");
  if (!channel) throw new MalformedAnswerError("not an RSS feed");
  const all = elements(channel, "item");
  const publishedAt = readTime(textOf(channel, "pubDate")) ?? readTime(textOf(all[0], "pubDate"));
  const items = all.map((item) => readItem(item, publishedAt)).filter((item) => item !== null);
  return { publishedAt, items, unreadable: all.length - items.length };
}

function readItem(item: XmlNode, publishedAt: Date | null): ListingItem | null {
  const description = textOf(item, "description");
  const id = readIdentifier(item, description);
  const type = readType(item, description);
  const announcedAt = readTime(textOf(item, "pubDate")) ?? publishedAt;
  const title = cleanText(textOf(item, "title"));
  if (!id || !type || !announcedAt || title === "") return null;
  const abstract = cleanText(/Abstract:([\s\S]*)$/.exec(description)?.[1] ?? "");
  return {
    type,
    record: {
      source: "arxiv",
      key: id.key,
      version: id.version,
      detail: "listing",
      title,
      abstract,
      authors: elements(item, "creator").flatMap((creator) => splitAuthors(textIn(creator))),
      categories: keepCategories(elements(item, "category").map(textIn)),
      comment: null,
      journalReference: cleanTextOrNull(textOf(item, "journal_reference")),
      reportNumber: null,
      doi: cleanTextOrNull(textOf(item, "DOI")),
      license: cleanTextOrNull(textOf(item, "rights")),
      // A stand-in until the full fields come: it was submitted some days before.
      publishedAt: announcedAt,
      publishedPrecision: "month",
      revisedAt: null,
      versions: [],
      links: findLinks(abstract, "abstract"),
      withdrawn: findWithdrawal("", abstract),
    },
  };
}

/** From the guid "oai:arXiv.org:2601.01230v2", else from the description, else from the link. */
function readIdentifier(item: XmlNode, description: string): ArxivIdentifier | null {
  return (
    parseArxivIdentifier(textOf(item, "guid").replace(/^oai:arXiv\.org:/i, "")) ??
    parseArxivIdentifier(/^\s*arXiv:(\S+)/i.exec(description)?.[1] ?? "") ??
    parseArxivIdentifier(textOf(item, "link").replace(/^https?:\/\/[^/]*arxiv\.org\/abs\//, ""))
  );
}

function readType(item: XmlNode, description: string): AnnounceType | null {
  const text = textOf(item, "announce_type") || (/Announce Type:\s*([\w-]+)/i.exec(description)?.[1] ?? "");
  return announceTypes.find((type) => type === text.trim().toLowerCase()) ?? null;
}

function readTime(text: string): Date | null {
  const time = new Date(text);
  return text === "" || Number.isNaN(time.getTime()) ? null : time;
}
