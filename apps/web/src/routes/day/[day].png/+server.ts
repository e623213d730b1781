import { answerMachine } from "#lib/server/http/answers.ts";
import { imageAnswer } from "#lib/server/http/imageAnswer.ts";
import { describeDay } from "#lib/server/shareImage/describeLists.ts";
import { drawList } from "#lib/server/shareImage/listImage.ts";
import type { RequestHandler } from "./$types";

/** What stands for the day's page elsewhere. */
export const GET: RequestHandler = (event) =>
  answerMachine(({ db }) =>
    imageAnswer(event, async () => drawList(await describeDay(db, event.params.day!))),
  );
