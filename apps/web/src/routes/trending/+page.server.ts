import { rankNote, rankTrending } from "@offprint/daily";
import { rankedCards } from "#lib/server/cards.ts";
import { keptList, listOptions } from "#lib/server/listOptions.ts";
import { shareTags, trendingShared } from "#lib/server/share.ts";
import { timeZone, withDatabase } from "#lib/server/service.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ url }) => {
  const list = await keptList(url, () =>
    withDatabase(async (db) => {
      const page = await rankTrending(db, { ...listOptions(url.searchParams), timeZone: timeZone() });
      return { cards: await rankedCards(page.items), cursor: page.next, note: rankNote };
    }),
  );
  return { ...list, share: shareTags(url, trendingShared) };
};
