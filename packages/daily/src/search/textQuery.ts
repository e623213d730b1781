import { sql, type SQL } from "drizzle-orm";
import type { ParsedSearch, SearchTerm } from "./parseSearch.ts";

/**
 * The terms of a search as a text query of the database. It stands in the statement itself and not in a common table
 * expression, so that the planner can work it out beforehand and knows how many papers it will meet.
 */
export function textQuery({ groups, excluded }: Pick<ParsedSearch, "groups" | "excluded">): SQL {
  const parts = [...groups.map(anyOf), ...excluded.map((term) => sql`(!! ${termQuery(term)})`)];
  return parts.length === 0 ? sql`''::tsquery` : sql`(${sql.join(parts, sql` && `)})`;
}

/** Papers with all words of every phrase, wherever they stand: a wider query that the index answers by itself. */
export function looseTextQuery({ groups }: Pick<ParsedSearch, "groups">): SQL {
  return sql`(regexp_replace((${textQuery({ groups, excluded: [] })})::text, '<(-|[0-9]+)>', '&', 'g')::tsquery)`;
}

function anyOf(terms: SearchTerm[]): SQL {
  return sql`(${sql.join(terms.map(termQuery), sql` || `)})`;
}

function termQuery(term: SearchTerm): SQL {
  return sql`search_term(${term.text}::text, ${joinedForm(term)}::text)`;
}

/** "CIFAR-10" and "cifar 10" as the index holds such names: "cifar10". Null for words without a digit. */
function joinedForm({ text }: SearchTerm): string | null {
  const isCompound = /^[\p{L}\p{N}]+(?:[\s–-][\p{L}\p{N}]+)+$/u.test(text);
  if (!isCompound || !/\p{L}/u.test(text) || !/\p{N}/u.test(text)) return null;
  return text.replaceAll(/[\s–-]/g, "").toLowerCase();
}
