import { jsonAnswer } from "#lib/server/http/answers.ts";
import { openApi } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** The description of the API for machines. */
export const GET: RequestHandler = (event) => jsonAnswer(event, openApi(event.url.origin), 3600);
