import { answerCitation } from "#lib/server/http/citations.ts";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = (event) => answerCitation(event, event.params.id!, "bibtex");
