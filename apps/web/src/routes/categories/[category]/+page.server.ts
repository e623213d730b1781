import { categoryName, papersOfCategory } from "@offprint/daily";
import { cardsOf } from "#lib/server/cards.ts";
import { readListQuery } from "#lib/listQuery.ts";
import { keptList, listOptions } from "#lib/server/listOptions.ts";
import { withDatabase } from "#lib/server/service.ts";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ params: { category }, url }) =>
  keptList(url, () =>
    withDatabase(async (db) => {
      const page = await papersOfCategory(db, category, listOptions(url.searchParams));
      const { isTested } = readListQuery(url.searchParams);
      if (page.items.length === 0 && !isTested) error(404, "No paper here is in this category");
      return { category, name: categoryName(category), cards: await cardsOf(page.items), cursor: page.next };
    }),
  );
