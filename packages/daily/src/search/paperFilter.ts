import { sql, type SQL } from "drizzle-orm";
import { linkKinds, type ClaimState, type LinkKind } from "../database/schema.ts";

/** What a paper can be asked to have. */
export const havings = ["lab", "claims", ...linkKinds.filter((kind) => kind !== "other")] as const;
/** "lab": it runs here. "claims": at least one claim was re-tested. The others: a link of that kind. */
export type Having = "lab" | "claims" | Exclude<LinkKind, "other">;

/** Values of fields. */
export interface FieldValues {
  /** All of them: names or parts of names. */
  authors: string[];
  /** One of them: "cs.LG", or an archive, "cs". */
  categories: string[];
  /** One of them: topics of papers that run here. */
  topics: string[];
  /** All of them. */
  has: Having[];
  /** One of them is the state of a claim. */
  verdicts: ClaimState[];
}

/** Which papers a list or a search takes. */
export interface PaperFilter {
  include: Partial<FieldValues>;
  /** None of these. */
  exclude?: Partial<FieldValues>;
  /** Day of first submission, UTC: from this … */
  from?: string | null;
  /** … to this, both included. */
  to?: string | null;
}

/** Conditions on rows of `paper p`, joined by "and"; "true" where nothing is asked. */
export function filterCondition({ include, exclude = {}, from, to }: PaperFilter): SQL {
  const conditions = [
    ...includeConditions(include),
    ...excludeConditions(exclude).map((condition) => sql`not ${condition}`),
    ...(from ? [sql`p.published_at >= ${from}::date`] : []),
    ...(to ? [sql`p.published_at < ${to}::date + 1`] : []),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

function includeConditions(values: Partial<FieldValues>): SQL[] {
  const { authors = [], categories = [], topics = [], has = [], verdicts = [] } = values;
  return [
    ...authors.map(hasAuthor),
    ...any(categories.map(hasCategory)),
    ...any(topics.map(hasTopic)),
    ...has.map(hasThing),
    ...any(verdicts.map(hasVerdict)),
  ];
}

function excludeConditions(values: Partial<FieldValues>): SQL[] {
  const { authors = [], categories = [], topics = [], has = [], verdicts = [] } = values;
  return [
    ...authors.map(hasAuthor),
    ...categories.map(hasCategory),
    ...topics.map(hasTopic),
    ...has.map(hasThing),
    ...verdicts.map(hasVerdict),
  ];
}

function any(conditions: SQL[]): SQL[] {
  return conditions.length === 0 ? [] : [sql`(${sql.join(conditions, sql` or `)})`];
}

/** The words of the name one after another, in the part of the index that holds authors. */
function hasAuthor(name: string): SQL {
  const words = name.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  // Quoted, since taking accents off can bring signs that mean something in a query ("ŉ" becomes "'n").
  const parts = words.map((word) => sql`quote_literal(immutable_unaccent(${word}::text)) || ':C'`);
  // Joined by what the planner may work out once (concat_ws is not): else every paper looked at makes the query anew.
  return sql`p.search @@ to_tsquery('simple', ${sql.join(parts, sql` || ' <-> ' || `)})`;
}

function hasCategory(category: string): SQL {
  const match = category.includes(".")
    ? sql`c.category = ${category}`
    : sql`(c.category = ${category} or starts_with(c.category, ${`${category}.`}))`;
  return sql`exists (select from paper_category c where c.paper_id = p.id and ${match})`;
}

function hasTopic(topic: string): SQL {
  return sql`exists (select from paper_topic t where t.paper_id = p.id and lower(t.topic) = lower(${topic}))`;
}

function hasThing(thing: Having): SQL {
  if (thing === "lab") return sql`exists (select from implementation i where i.paper_id = p.id)`;
  if (thing === "claims") {
    return sql`exists (select from claim k where k.paper_id = p.id and k.tested_at is not null)`;
  }
  return sql`exists (select from paper_link l where l.paper_id = p.id and l.kind = ${thing})`;
}

function hasVerdict(verdict: ClaimState): SQL {
  return sql`exists (select from claim k where k.paper_id = p.id and k.state = ${verdict})`;
}
