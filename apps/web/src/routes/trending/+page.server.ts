import { rankNote, rankTrending } from "@offprint/daily";
import { rankedCards } from "#lib/server/cards.ts";
import { keptList, listOptions } from "#lib/server/listOptions.ts";
import { timeZone, withDatabase } from "#lib/server/service.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ url }) =>
  keptList(url, () =>
    withDatabase(async (db) => {
      const page = await rankTrending(db, { ...listOptions(url.searchParams), timeZone: timeZone() });
      return { cards: await rankedCards(page.items), cursor: page.next, note: rankNote };
    }),
  );
