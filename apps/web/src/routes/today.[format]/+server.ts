import { answerFeed } from "#lib/server/http/feeds.ts";
import { timeZone } from "#lib/server/service.ts";
import { latestDay, paperEntry, rankDay } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** The latest complete day's papers. */
export const GET: RequestHandler = (event) =>
  answerFeed(event, event.params.format, async ({ db, origin, cursor }) => {
    const zone = timeZone();
    const day = await latestDay(db, { zone, now: new Date() });
    const page = day && (await rankDay(db, day.day, { cursor, timeZone: zone }));
    const isComingIn = day?.state === "coming in" ? " (still coming in)" : "";
    return {
      name: "today",
      title: "Offprint: daily papers",
      description: day ? `Papers of ${day.day}${isComingIn}` : "No papers have come in yet",
      page: "/",
      entries: (page?.items ?? []).map((paper) => paperEntry(origin, paper)),
      next: page?.next ?? null,
    };
  });
