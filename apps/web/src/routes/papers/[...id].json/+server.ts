import { answerMachine, jsonAnswer } from "#lib/server/http/answers.ts";
import { apiContext } from "#lib/server/http/apiContext.ts";
import { getClaims, getPaper } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** A paper's page as data. */
export const GET: RequestHandler = (event) =>
  answerMachine(async (service) => {
    const context = apiContext(service, event.url);
    const paper = await getPaper.read(context, {}, event.params.id!);
    const { items: claims } = await getClaims.read(context, {}, event.params.id!);
    return jsonAnswer(event, { ...paper, claims });
  });
