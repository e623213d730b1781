import type { PaperFilter } from "@offprint/daily";
import { readListQuery, writeListQuery } from "#lib/listQuery.ts";
import type { Params } from "#lib/search.ts";
import { keepFor } from "./keepFor.ts";

/** Cards on one page. */
export const pageSize = 30;

/** What an address asks of a list, as the catalogue takes it. */
export function listOptions(params: Params): { limit: number; cursor: string | null; filter?: PaperFilter } {
  const { isTested, cursor } = readListQuery(params);
  return {
    limit: pageSize,
    cursor: cursor || null,
    ...(isTested && { filter: { include: { has: ["claims"] } } }),
  };
}

/** Seconds for which a list's page shows the same to all. */
const secondsKept = 10;
const keep = keepFor<unknown>(secondsKept, 300);

/** What the page of a list shows: worked out once for all who ask within some seconds. */
export function keptList<Result>(url: URL, work: () => Promise<Result>): Promise<Result> {
  const key = url.pathname + writeListQuery(readListQuery(url.searchParams));
  return keep(key, work) as Promise<Result>;
}
