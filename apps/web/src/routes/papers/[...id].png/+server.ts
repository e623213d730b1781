import { answerMachine } from "#lib/server/http/answers.ts";
import { imageAnswer } from "#lib/server/http/imageAnswer.ts";
import { loadPaper } from "#lib/server/papers.ts";
import { describeOwnPaper, describePaper } from "#lib/server/shareImage/describePaper.ts";
import { drawPaper } from "#lib/server/shareImage/paperImage.ts";
import { findPaperByName, NotFoundError } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** What stands for a paper's page elsewhere. */
export const GET: RequestHandler = async (event) => {
  const name = event.params.id!;
  const own = await loadPaper(name);
  if (own) return imageAnswer(event, async () => drawPaper(await describeOwnPaper(own)));
  return answerMachine(({ db }) =>
    imageAnswer(event, async () => {
      const paper = await findPaperByName(db, name);
      if (!paper) throw new NotFoundError("There is no such paper here.");
      return drawPaper(await describePaper(paper));
    }),
  );
};
