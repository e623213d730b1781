import { answerFeed } from "#lib/server/http/feeds.ts";
import { paperEntry, rankNote, rankTrending } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** What to look at now. */
export const GET: RequestHandler = (event) =>
  answerFeed(event, event.params.format, async ({ db, origin, cursor }) => {
    const { items, next } = await rankTrending(db, { cursor });
    return {
      name: "trending",
      title: "Offprint: trending papers",
      description: rankNote,
      page: "/trending",
      entries: items.map((paper) => paperEntry(origin, paper)),
      next,
    };
  });
