import { answerFeed } from "#lib/server/http/feeds.ts";
import { paperEntry, searchPapers } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** What a search finds, the newest first. */
export const GET: RequestHandler = (event) =>
  answerFeed(event, event.params.format, async ({ db, origin, q, cursor }) => {
    const { items, next } = await searchPapers(db, q, { order: "newest", limit: 50, cursor });
    const search = new URLSearchParams({ q });
    return {
      name: `search?${search}`,
      title: `Offprint: ${q || "all papers"}`,
      description: "Papers that a search finds, the newest first",
      page: `/search?${search}`,
      entries: items.map((paper) => paperEntry(origin, paper)),
      next,
    };
  });
