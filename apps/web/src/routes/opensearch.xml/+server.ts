import { publicAnswer } from "#lib/server/http/answers.ts";
import { openSearchDescription } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** Tells browsers how to search here. */
export const GET: RequestHandler = (event) =>
  publicAnswer(event, openSearchDescription(event.url.origin), {
    type: "application/opensearchdescription+xml; charset=utf-8",
    maxAge: 86_400,
  });
