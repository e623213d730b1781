import { searchPapers } from "@offprint/daily";
import { readSearchQuery } from "#lib/searchQuery.ts";
import { foundCards } from "#lib/server/cards.ts";
import { withService } from "#lib/server/service.ts";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ url, locals }) => {
  if (locals.refusal) error(429, locals.refusal);
  return withService(async ({ db, semantic }) => {
    const { q, sort, cursor } = readSearchQuery(url.searchParams);
    const result = await searchPapers(db, q, {
      ...(sort && { order: sort }),
      cursor: cursor || null,
      semantic,
    });
    const { items, next, total, order, modeNote, notice, problems, didYouMean } = result;
    return { cards: await foundCards(items), next, total, order, modeNote, notice, problems, didYouMean };
  });
};
