import { answerFeed } from "#lib/server/http/feeds.ts";
import { findAuthor, NotFoundError, paperEntry, papersOfAuthor } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** The newest papers of an author. */
export const GET: RequestHandler = (event) =>
  answerFeed(event, event.params.format, async ({ db, origin, cursor }) => {
    const key = event.params.key!;
    const author = /[\p{Cc}\p{Cs}]/u.test(key) ? null : await findAuthor(db, key);
    if (!author) throw new NotFoundError("There is no such author here.");
    const { items, next } = await papersOfAuthor(db, key, { cursor });
    return {
      name: `author/${key}`,
      title: `Offprint: ${author.name}`,
      description: `The newest papers of ${author.name}`,
      page: `/authors/${encodeURIComponent(key)}`,
      entries: items.map((paper) => paperEntry(origin, paper)),
      next,
    };
  });
