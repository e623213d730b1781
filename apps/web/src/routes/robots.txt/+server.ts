import { publicAnswer } from "#lib/server/http/answers.ts";
import { robotsTxt } from "@offprint/daily";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = (event) =>
  publicAnswer(event, robotsTxt(event.url.origin), { type: "text/plain; charset=utf-8", maxAge: 86_400 });
