import { findAuthor, papersOfAuthor } from "@offprint/daily";
import { cardsOf } from "#lib/server/cards.ts";
import { listOptions } from "#lib/server/listOptions.ts";
import { withDatabase } from "#lib/server/service.ts";
import { error } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ params, url }) =>
  withDatabase(async (db) => {
    const author = await findAuthor(db, params.key);
    if (!author) error(404, "No paper here is by an author of this name");
    const page = await papersOfAuthor(db, params.key, listOptions(url.searchParams));
    return { author, cards: await cardsOf(page.items), cursor: page.next };
  });
