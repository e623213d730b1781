import { z } from "zod";
import type { Database } from "../database/handle.ts";
import { InvalidInputError } from "../errors.ts";
import { type Clock, systemClock } from "../net/clock.ts";
import { type GuardedFetch, guardedFetch, type ResolvedAddress } from "../net/guardedFetch.ts";
import { wallTime } from "../time/zones.ts";
import { type AnnouncementCalendar, arxivCalendar } from "./announcements.ts";

/** Where arXiv is asked. A mirror or a stand-in may take the place of each. */
export interface ArxivAddresses {
  /** The Atom query interface. */
  api: string;
  /** The RSS listings; the category is added as one more segment. */
  listings: string;
  /** The OAI-PMH interface. */
  oai: string;
}

export const arxivAddresses: ArxivAddresses = {
  api: "https://export.arxiv.org/api/query",
  listings: "https://rss.arxiv.org/rss",
  oai: "https://oaipmh.arxiv.org/oai",
};

export interface IngestSettings {
  addresses: ArxivAddresses;
  /** Sent with every request: who asks and where to complain. */
  userAgent: string;
  /** Time zone of the instance's days. */
  zone: string;
  calendar: AnnouncementCalendar;
}

const optionalUrl = z.url({ protocol: /^https?$/ }).optional();
const environmentShape = z.object({
  ARXIV_URL: optionalUrl,
  ARXIV_API_URL: optionalUrl,
  ARXIV_LISTINGS_URL: optionalUrl,
  ARXIV_OAI_URL: optionalUrl,
  ORIGIN: optionalUrl,
  CONTACT: z.email().optional(),
  TIME_ZONE: z.string().default("UTC"),
  ARXIV_HOLIDAYS: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(,\d{4}-\d{2}-\d{2})*$/)
    .optional(),
});

const expectations: Record<string, string> = {
  CONTACT: "a mail address",
  ARXIV_HOLIDAYS: "days such as 2027-01-01, with commas between them",
};

/**
 * Reads the settings of ingest from environment variables: `ARXIV_API_URL`, `ARXIV_LISTINGS_URL`, `ARXIV_OAI_URL`
 * (other addresses to ask) or `ARXIV_URL` (a server with all three, at `/api/query`, `/rss/…`, `/oai`), `ORIGIN` and `CONTACT` (who we say we are), `TIME_ZONE` (of the instance's days), `ARXIV_HOLIDAYS` (more evenings
 * without announcement: "2027-01-01,2027-01-18").
 * @throws InvalidInputError
 */
export function readIngestSettings(environment: Record<string, string | undefined>): IngestSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const result = environmentShape.safeParse(given);
  if (!result.success) {
    const name = String(result.error.issues[0]!.path[0]);
    throw new InvalidInputError(name, expectations[name] ?? "an http(s) address", given[name]);
  }
  const { ORIGIN, CONTACT, TIME_ZONE, ARXIV_HOLIDAYS } = result.data;
  wallTime(new Date(0), TIME_ZONE);
  const more = ARXIV_HOLIDAYS?.split(",") ?? [];
  return {
    addresses: readAddresses(result.data),
    userAgent: describeUs(ORIGIN, CONTACT),
    zone: TIME_ZONE,
    calendar: { holidays: [...arxivCalendar.holidays, ...more] },
  };
}

function readAddresses(given: z.output<typeof environmentShape>): ArxivAddresses {
  const base = given.ARXIV_URL?.replace(/\/$/, "");
  const usual = base
    ? { api: `${base}/api/query`, listings: `${base}/rss`, oai: `${base}/oai` }
    : arxivAddresses;
  return {
    api: given.ARXIV_API_URL ?? usual.api,
    listings: given.ARXIV_LISTINGS_URL ?? usual.listings,
    oai: given.ARXIV_OAI_URL ?? usual.oai,
  };
}

function describeUs(origin: string | undefined, contact: string | undefined): string {
  const about = [origin && `+${new URL("/about", origin).href}`, contact && `mailto:${contact}`].filter(
    Boolean,
  );
  return about.length === 0 ? "Offprint/0.1" : `Offprint/0.1 (${about.join("; ")})`;
}

/** What all of ingest needs. */
export interface IngestContext {
  db: Database;
  settings: IngestSettings;
  fetch: GuardedFetch;
  clock: Clock;
  /** Stops between two requests, and a request that runs. */
  signal?: AbortSignal;
  /** A number from 0 to 1, for waits; default `Math.random`. */
  random?: () => number;
  /** Limits of an answer: milliseconds and bytes. Default: what arXiv's slowest and largest need. */
  limits?: { time: number; bytes: number };
}

/** A context that asks by the guarded fetch and nothing else; close its `fetch` in the end. */
export function makeIngestContext(
  db: Database,
  settings: IngestSettings,
  options: {
    clock?: Clock;
    signal?: AbortSignal;
    resolve?: (name: string) => Promise<ResolvedAddress[]>;
  } = {},
): IngestContext {
  const { clock = systemClock, signal, resolve } = options;
  const originsOf = (addresses: ArxivAddresses) =>
    Object.values(addresses).map((url: string) => new URL(url).origin);
  const known = originsOf(arxivAddresses);
  const trustedOrigins = originsOf(settings.addresses).filter((origin) => !known.includes(origin));
  const fetch = guardedFetch({
    userAgent: settings.userAgent,
    origins: known,
    trustedOrigins,
    clock,
    ...(resolve && { resolve }),
  });
  return { db, settings, fetch, clock, ...(signal && { signal }) };
}
