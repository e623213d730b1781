import { type CitationFormatName, exportCitations } from "@offprint/daily";
import type { RequestEvent } from "@sveltejs/kit";
import { answerMachine, publicAnswer } from "./answers.ts";
import { apiContext } from "./apiContext.ts";

/** A paper's citation as a file. */
export function answerCitation(
  event: RequestEvent,
  id: string,
  format: CitationFormatName,
): Promise<Response> {
  return answerMachine(async (service) => {
    const { type, text, name } = await exportCitations(apiContext(service, event.url), { format, ids: id });
    const extension = name.split(".").at(-1);
    const file = `${id.replace(/[^\w.-]/g, "-")}.${extension}`;
    const headers = { "content-disposition": `attachment; filename="${file}"` };
    return publicAnswer(event, text, { type, headers });
  });
}
