import type { PaperFilter } from "@offprint/daily";
import { readListQuery } from "#lib/listQuery.ts";
import type { Params } from "#lib/search.ts";

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
