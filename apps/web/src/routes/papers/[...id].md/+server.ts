import { answerMachine, publicAnswer } from "#lib/server/http/answers.ts";
import { loadPaper } from "#lib/server/papers.ts";
import { claimHistories, findPaperByName, NotFoundError, paperMarkdown } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** A paper's page as Markdown. */
export const GET: RequestHandler = (event) =>
  answerMachine(async ({ db }) => {
    const paper = await findPaperByName(db, event.params.id!);
    if (!paper) throw new NotFoundError("There is no such paper here.");
    const claims = paper.lab ? await claimHistories(db, paper.lab.slug) : [];
    const card = paper.lab ? ((await loadPaper(paper.lab.slug))?.card ?? null) : null;
    const text = paperMarkdown(event.url.origin, paper, { claims, card });
    return publicAnswer(event, text, { type: "text/markdown; charset=utf-8" });
  });
