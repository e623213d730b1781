import { answerFeed } from "#lib/server/http/feeds.ts";
import { verdictChanges, verdictEntry } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** Verdicts that changed. */
export const GET: RequestHandler = (event) =>
  answerFeed(event, event.params.format, async ({ db, origin, cursor }) => {
    const { items, next } = await verdictChanges(db, { cursor });
    return {
      name: "claims",
      title: "Offprint: verdicts that changed",
      description: "Re-tests of papers' claims that came out otherwise than the one before",
      page: "/claims",
      entries: items.map((change) => verdictEntry(origin, change)),
      next,
    };
  });
