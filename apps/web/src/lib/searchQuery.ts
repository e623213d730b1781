import { writeSearch, type Params, type SearchString } from "./search.ts";

export const searchSorts = {
  relevance: "Best match",
  newest: "Newest first",
  oldest: "Oldest first",
  trending: "Trending",
} as const;

export type SearchSort = keyof typeof searchSorts;

/** What a reader looks for among all papers; stands in the address. */
export interface SearchQuery {
  /** In the query language of the search. */
  q: string;
  /** Empty: whatever fits the query. */
  sort: SearchSort | "";
  cursor: string;
}

export function readSearchQuery(params: Params): SearchQuery {
  const sort = params.get("sort") ?? "";
  return {
    q: params.get("q") ?? "",
    sort: sort in searchSorts ? (sort as SearchSort) : "",
    cursor: params.get("cursor") ?? "",
  };
}

/** The query as a search string with its question mark, or nothing where it asks for nothing. */
export const writeSearchQuery = (query: Partial<SearchQuery>): SearchString =>
  writeSearch({ q: query.q ?? "", sort: query.sort ?? "", cursor: query.cursor ?? "" });

/** A query with a word such as "has:claims" put in or taken out. */
export function toggleWord(q: string, word: string): string {
  const words = q.split(/\s+/).filter(Boolean);
  return (words.includes(word) ? words.filter((other) => other !== word) : [...words, word]).join(" ");
}
