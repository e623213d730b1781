import { answerMachine, publicAnswer } from "#lib/server/http/answers.ts";
import { apiContext } from "#lib/server/http/apiContext.ts";
import { exportCitations, readExportQuery } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** A file of citations. */
export const GET: RequestHandler = (event) =>
  answerMachine(async (service) => {
    const query = readExportQuery(event.url.searchParams);
    const { name, type, text } = await exportCitations(apiContext(service, event.url), query);
    const headers = { "content-disposition": `attachment; filename="${name}"` };
    return publicAnswer(event, text, { type, headers });
  });
