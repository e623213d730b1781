/**
 * Every table of the service, for PGlite and PostgreSQL alike. What Drizzle cannot say (text search, trigrams,
 * functions) stands in the migrations only. Tables and migrations are compared by a test.
 */
import { sql } from "drizzle-orm";
import {
  boolean,
  customType,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  unique,
} from "drizzle-orm/pg-core";
import type { ChannelRule } from "../channels/channelRule.ts";
import type { CheckRecord } from "../catalogue/claims.ts";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
const moment = (name: string) => timestamp(name, { withTimezone: true });
const paperId = () =>
  integer("paper_id")
    .notNull()
    .references(() => paper.id, { onDelete: "cascade" });

/** How much of a paper is known. A lesser record never replaces what a better one said. */
export const details = ["card", "listing", "full"] as const;
export type Detail = (typeof details)[number];

/** How exact `published_at` is. */
export const precisions = ["month", "day", "time"] as const;
export type Precision = (typeof precisions)[number];

export const linkKinds = ["code", "project", "data", "model", "demo", "other"] as const;
export type LinkKind = (typeof linkKinds)[number];

export const paper = pgTable(
  "paper",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    /** Where it comes from: "arxiv"; other sources can join. */
    source: text("source").notNull(),
    /** Its key there, without version: "2601.01230", "hep-th/9901001". Always a text. */
    key: text("key").notNull(),
    /** Newest version known; null until somebody told. */
    version: integer("version"),
    detail: text("detail", { enum: details }).notNull(),
    /** The version that the full fields were read for; behind `version` when a revision was announced since. */
    filledVersion: integer("filled_version"),
    /** After a vain attempt to read the full fields: how many there were, and when to try again. */
    fillFailures: integer("fill_failures").notNull().default(0),
    fillAfter: moment("fill_after"),
    title: text("title").notNull(),
    abstract: text("abstract").notNull().default(""),
    /** Names joined by ", ": what search reads. The authors themselves are rows of `paper_author`. */
    authors: text("authors").notNull().default(""),
    /** What search finds it by beside its words: joined forms ("cifar10"), the key. */
    keywords: text("keywords").notNull().default(""),
    /** Words of our own about a paper that runs here: topics, methods. */
    labels: text("labels").notNull().default(""),
    comment: text("comment"),
    journalReference: text("journal_reference"),
    reportNumber: text("report_number"),
    doi: text("doi"),
    /** Address of the licence. */
    license: text("license"),
    primaryCategory: text("primary_category"),
    /** Submission of the first version, as exactly as `published_precision` says. */
    publishedAt: moment("published_at").notNull(),
    publishedPrecision: text("published_precision", { enum: precisions }).notNull(),
    /** Submission of the newest version. */
    revisedAt: moment("revised_at"),
    /** The day whose list it is in, in the instance's time zone; null for a paper that was never listed. */
    listedOn: date("listed_on", { mode: "string" }),
    /** When it was first listed. */
    listedAt: moment("listed_at"),
    /** False where the day is worked out from the submission time and not read from a listing. */
    listingSeen: boolean("listing_seen").notNull().default(false),
    withdrawnAt: moment("withdrawn_at"),
    withdrawnReason: text("withdrawn_reason"),
    /** Time-decayed score of everything that happened to the paper; null: not ranked yet. */
    hot: doublePrecision("hot"),
    firstSeenAt: moment("first_seen_at").notNull().defaultNow(),
    /** Last change of anything shown. */
    changedAt: moment("changed_at").notNull().defaultNow(),
    search: tsvector("search").generatedAlwaysAs(
      sql`paper_search_vector(title, keywords || ' ' || labels, authors, abstract)`,
    ),
  },
  (table) => [
    unique("paper_source_key").on(table.source, table.key),
    index("paper_listed").on(table.listedOn.desc(), table.id.desc()),
    index("paper_published").on(table.publishedAt.desc(), table.id.desc()),
    index("paper_hot").on(table.hot.desc(), table.publishedAt.desc(), table.id.desc()),
    index("paper_changed").on(table.changedAt.desc(), table.id.desc()),
    index("paper_search").using("gin", table.search),
    index("paper_unfilled")
      .on(table.id)
      .where(sql`${table.version} is null or ${table.version} is distinct from ${table.filledVersion}`),
    index("paper_title_trigrams").using("gin", table.title.op("gin_trgm_ops")),
  ],
);

/** A name in print. Two people of one name are one author here: the sources say no more. */
export const author = pgTable(
  "author",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    /** The name in lower-case ASCII with hyphens: "ada-example". */
    key: text("key").notNull(),
    name: text("name").notNull(),
  },
  (table) => [
    unique("author_key").on(table.key),
    index("author_name_trigrams").using("gin", table.name.op("gin_trgm_ops")),
  ],
);

export const paperAuthor = pgTable(
  "paper_author",
  {
    paperId: paperId(),
    /** From 0, in the paper's order. */
    position: integer("position").notNull(),
    authorId: integer("author_id")
      .notNull()
      .references(() => author.id),
    /** As this paper prints it. */
    name: text("name").notNull(),
    /** Parts of the name, where the source gives them apart. */
    family: text("family"),
    given: text("given"),
    suffix: text("suffix"),
    affiliation: text("affiliation"),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.position] }),
    index("paper_author_author").on(table.authorId, table.paperId.desc()),
  ],
);

export const paperCategory = pgTable(
  "paper_category",
  {
    paperId: paperId(),
    category: text("category").notNull(),
    /** 0 is the primary category. */
    position: integer("position").notNull(),
    /** The paper's, repeated here so that a category's pages need one index. */
    publishedAt: moment("published_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.category] }),
    index("paper_category_newest").on(table.category, table.publishedAt.desc(), table.paperId.desc()),
  ],
);

/** Subjects of papers that run here, in the words of their cards. */
export const paperTopic = pgTable(
  "paper_topic",
  { paperId: paperId(), topic: text("topic").notNull() },
  (table) => [
    primaryKey({ columns: [table.paperId, table.topic] }),
    index("paper_topic_topic").on(table.topic, table.paperId),
  ],
);

export const paperLink = pgTable(
  "paper_link",
  {
    paperId: paperId(),
    url: text("url").notNull(),
    kind: text("kind", { enum: linkKinds }).notNull(),
    /** Who said so: "abstract", "comment", "card". */
    origin: text("origin").notNull(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.url] })],
);

export const paperVersion = pgTable(
  "paper_version",
  {
    paperId: paperId(),
    version: integer("version").notNull(),
    submittedAt: moment("submitted_at"),
    announcedOn: date("announced_on", { mode: "string" }),
    /** As the source prints it: "812kb". */
    size: text("size"),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.version] })],
);

/** What the daily listing of one category brought on one day, and whether that is all. */
export const listing = pgTable(
  "listing",
  {
    source: text("source").notNull(),
    category: text("category").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    /** Papers seen so far: the union over all pulls. */
    papers: integer("papers").notNull(),
    /** Their keys, as long as the day is not complete. */
    keys: text("keys").array().notNull(),
    /** Pulls in a row that brought the same again, and all of it. */
    stablePulls: integer("stable_pulls").notNull().default(0),
    pulledAt: moment("pulled_at").notNull(),
    completeAt: moment("complete_at"),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.category, table.day] }),
    index("listing_day").on(table.day.desc()),
  ],
);

/** A saved rule that decides what enters a daily list. */
export const channel = pgTable(
  "channel",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    rule: jsonb("rule").$type<ChannelRule>().notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [unique("channel_slug").on(table.slug)],
);

/** The daily lists: which paper is in which channel, on which day, and why. */
export const channelPaper = pgTable(
  "channel_paper",
  {
    channelId: integer("channel_id")
      .notNull()
      .references(() => channel.id, { onDelete: "cascade" }),
    paperId: paperId(),
    listedOn: date("listed_on", { mode: "string" }).notNull(),
    /** What matched: "cs.LG", "“margin”", "Ada Example". */
    reason: text("reason").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.channelId, table.paperId] }),
    index("channel_paper_day").on(table.channelId, table.listedOn.desc(), table.paperId.desc()),
    index("channel_paper_paper").on(table.paperId),
  ],
);

/** A paper that runs here. */
export const implementation = pgTable(
  "implementation",
  {
    paperId: paperId().primaryKey(),
    /** Name of its folder and page: "rankme". */
    slug: text("slug").notNull(),
    kind: text("kind").notNull(),
    summary: text("summary").notNull(),
    venue: text("venue").notNull(),
    year: integer("year").notNull(),
    /** Exports of the library, as "module/name". */
    methods: text("methods").array().notNull(),
  },
  (table) => [unique("implementation_slug").on(table.slug)],
);

export const verdicts = ["not tested", "reproduced", "contradicted", "inconclusive"] as const;
export type ClaimState = (typeof verdicts)[number];

export const claim = pgTable(
  "claim",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    paperId: integer("paper_id")
      .notNull()
      .references(() => implementation.paperId, { onDelete: "cascade" }),
    /** Its id within the paper. */
    name: text("name").notNull(),
    position: integer("position").notNull(),
    headline: boolean("headline").notNull(),
    statement: text("statement").notNull(),
    /** The paper's own figure, and where it stands there. */
    figure: text("figure").notNull(),
    place: text("place").notNull(),
    /** The newest test's verdict. */
    state: text("state", { enum: verdicts }).notNull(),
    testedAt: moment("tested_at"),
  },
  (table) => [
    unique("claim_paper_name").on(table.paperId, table.name),
    index("claim_state").on(table.state, table.testedAt.desc()),
  ],
);

/** One re-test of a claim; the newest one decides its state. */
export const claimTest = pgTable(
  "claim_test",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    claimId: integer("claim_id")
      .notNull()
      .references(() => claim.id, { onDelete: "cascade" }),
    testedAt: moment("tested_at").notNull(),
    protocolVersion: integer("protocol_version").notNull(),
    verdict: text("verdict", { enum: verdicts }).notNull(),
    /** Differs from the test before: what the feed of verdict changes lists. */
    changed: boolean("changed").notNull(),
    checks: jsonb("checks").$type<CheckRecord[]>().notNull(),
    /** Versions of this project, the engine and Node. */
    versions: jsonb("versions").$type<Record<string, string>>().notNull(),
  },
  (table) => [
    unique("claim_test_once").on(table.claimId, table.testedAt, table.protocolVersion),
    index("claim_test_changes").on(table.changed, table.testedAt.desc()),
  ],
);

/** What an embedding model makes of a paper's title and abstract. */
export const embedding = pgTable(
  "embedding",
  {
    paperId: paperId(),
    /** The provider's name for the model; vectors of two models are never compared. */
    model: text("model").notNull(),
    /** Of the text that was embedded: tells when it has changed. */
    textHash: text("text_hash").notNull(),
    /** Of unit length. */
    vector: real("vector").array().notNull(),
    embeddedAt: moment("embedded_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.model] }),
    index("embedding_model").on(table.model, table.embeddedAt),
  ],
);

/** One row per outside source: its queue, its circuit breaker, when it last worked. */
export const sourceState = pgTable("source_state", {
  source: text("source").primaryKey(),
  /** No request before this. */
  nextRequestAt: moment("next_request_at"),
  /** Who is asking right now, and until when at most. */
  leaseHolder: text("lease_holder"),
  leaseUntil: moment("lease_until"),
  /** Failures in a row. */
  failures: integer("failures").notNull().default(0),
  /** While it lies ahead, nothing is asked: the circuit breaker is open. */
  pausedUntil: moment("paused_until"),
  lastGoodAt: moment("last_good_at"),
  lastError: text("last_error"),
  lastErrorAt: moment("last_error_at"),
});

/** How far a back-fill has come; written together with each page's papers, so that it goes on after a kill. */
export const harvest = pgTable("harvest", {
  /** What is harvested: "cs:cs:LG", or "*" for all. */
  set: text("set").primaryKey(),
  /** First day asked for; null: from the beginning. */
  fromDay: date("from_day", { mode: "string" }),
  /** Where to go on; null when a run is complete or not begun. */
  token: text("token"),
  tokenExpiresAt: moment("token_expires_at"),
  /** Pages of the present run that are stored. */
  pages: integer("pages").notNull().default(0),
  records: integer("records").notNull().default(0),
  /** The source's clock when the present run began: the next run's first day. */
  responseDate: moment("response_date"),
  startedAt: moment("started_at").notNull(),
  finishedAt: moment("finished_at"),
});

/** Requests of the last seconds, by what they are limited for and whose they are. Lost in a crash, which harms nobody. */
export const rateWindow = pgTable(
  "rate_window",
  {
    policy: text("policy").notNull(),
    /** A network address, or the network of one. */
    client: text("client").notNull(),
    times: moment("times").array().notNull(),
    /** How it went with the latest request. */
    isAllowed: boolean("is_allowed").notNull(),
    /** After this the row says nothing any more. */
    endsAt: moment("ends_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.policy, table.client] })],
);

/** Small facts about the instance, e.g. which collection it was seeded with. */
export const setting = pgTable("setting", {
  key: text("key").primaryKey(),
  value: jsonb("value").notNull(),
});
