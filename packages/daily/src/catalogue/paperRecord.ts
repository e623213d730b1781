import type { Detail, LinkKind, Precision } from "../database/schema.ts";

/** An author as one paper prints it. */
export interface AuthorRecord {
  name: string;
  family?: string;
  given?: string;
  suffix?: string;
  affiliation?: string;
}

export interface VersionRecord {
  version: number;
  submittedAt?: Date;
  /** Day of the listing that brought it, "YYYY-MM-DD". */
  announcedOn?: string;
  size?: string;
}

export interface LinkRecord {
  url: string;
  kind: LinkKind;
  /** Who said so: "abstract", "comment", "card". */
  origin: string;
}

/** What one source says about one paper at one time. Null and empty mean: it does not say. */
export interface PaperRecord {
  /** "arxiv", for one. */
  source: string;
  key: string;
  version: number | null;
  detail: Detail;
  title: string;
  abstract: string;
  authors: AuthorRecord[];
  /** The primary one first. */
  categories: string[];
  comment: string | null;
  journalReference: string | null;
  reportNumber: string | null;
  doi: string | null;
  license: string | null;
  /** Submission of the first version. */
  publishedAt: Date;
  publishedPrecision: Precision;
  /** Submission of the version at hand. */
  revisedAt: Date | null;
  versions: VersionRecord[];
  links: LinkRecord[];
  /** Why it was withdrawn, if it was. */
  withdrawn: string | null;
}
