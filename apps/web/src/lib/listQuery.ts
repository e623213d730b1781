import { writeSearch, type Params, type SearchString } from "./search.ts";

/** What a reader asked of a list of papers; stands in the address. */
export interface ListQuery {
  /** Only papers with claims that were re-tested. */
  isTested: boolean;
  /** Where to go on; empty: at the beginning. */
  cursor: string;
}

export function readListQuery(params: Params): ListQuery {
  return { isTested: params.get("has") === "claims", cursor: params.get("cursor") ?? "" };
}

/** The query as a search string with its question mark, or nothing where it asks for nothing. */
export function writeListQuery({ isTested, cursor }: Partial<ListQuery>): SearchString {
  return writeSearch({ has: isTested ? "claims" : "", cursor: cursor ?? "" });
}
