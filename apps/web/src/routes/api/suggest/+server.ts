import { answerMachine, publicAnswer } from "#lib/server/http/answers.ts";
import { openSearchSuggestions, readQuery, suggest, suggestQuery } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** Ways to go on with what was typed, as browsers ask for them. */
export const GET: RequestHandler = (event) =>
  answerMachine(async ({ db }) => {
    const { q } = readQuery(suggestQuery, event.url.searchParams);
    const type = "application/x-suggestions+json; charset=utf-8";
    return publicAnswer(event, openSearchSuggestions(q, await suggest(db, q)), { type, maxAge: 300 });
  });
