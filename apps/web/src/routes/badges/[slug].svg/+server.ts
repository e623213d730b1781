import { badgeAnswer } from "#lib/server/http/badges.ts";
import { answerMachine } from "#lib/server/http/answers.ts";
import { findPaperByName, NotFoundError, paperBadge } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** What became of a paper's claims, to embed elsewhere. */
export const GET: RequestHandler = (event) =>
  answerMachine(async ({ db }) => {
    const lab = (await findPaperByName(db, event.params.slug!))?.lab;
    if (!lab) throw new NotFoundError("There is no such paper that runs here.");
    return badgeAnswer(event, paperBadge(lab.claims));
  });
