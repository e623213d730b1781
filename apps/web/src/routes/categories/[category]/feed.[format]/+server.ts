import { answerFeed } from "#lib/server/http/feeds.ts";
import { NotFoundError, paperEntry, papersOfCategory } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** The newest papers of a category. */
export const GET: RequestHandler = (event) =>
  answerFeed(event, event.params.format, async ({ db, origin, cursor }) => {
    const category = event.params.category!;
    if (!/^[a-z-]+(\.[A-Za-z-]+)?$/.test(category)) throw new NotFoundError("There is no such category.");
    const { items, next } = await papersOfCategory(db, category, { cursor });
    return {
      name: `category/${category}`,
      title: `Offprint: ${category}`,
      description: `The newest papers of ${category}`,
      page: `/search?q=${encodeURIComponent(`category:${category}`)}`,
      entries: items.map((paper) => paperEntry(origin, paper)),
      next,
    };
  });
