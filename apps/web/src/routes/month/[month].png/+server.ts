import { answerMachine } from "#lib/server/http/answers.ts";
import { imageAnswer } from "#lib/server/http/imageAnswer.ts";
import { describeMonth } from "#lib/server/shareImage/describeLists.ts";
import { drawList } from "#lib/server/shareImage/listImage.ts";
import type { RequestHandler } from "./$types";

/** What stands for the month's page elsewhere. */
export const GET: RequestHandler = (event) =>
  answerMachine(({ db }) =>
    imageAnswer(event, async () => drawList(await describeMonth(db, event.params.month!))),
  );
