import { badgeAnswer } from "#lib/server/http/badges.ts";
import { answerMachine } from "#lib/server/http/answers.ts";
import { claimBadge, claimHistories, findPaperByName, NotFoundError } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** What became of one claim, to embed elsewhere. */
export const GET: RequestHandler = (event) =>
  answerMachine(async ({ db }) => {
    const lab = (await findPaperByName(db, event.params.slug!))?.lab;
    const claims = lab ? await claimHistories(db, lab.slug) : [];
    const claim = claims.find(({ name }) => name === event.params.claim);
    if (!claim) throw new NotFoundError("There is no such claim.");
    return badgeAnswer(event, claimBadge(claim.name, claim.state));
  });
