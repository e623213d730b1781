import type { RequestEvent } from "@sveltejs/kit";
import { publicAnswer } from "./answers.ts";

/** A picture that other sites embed; kept for an hour, since such sites ask often. */
export function badgeAnswer(event: RequestEvent, svg: string): Response {
  return publicAnswer(event, svg, { type: "image/svg+xml; charset=utf-8", maxAge: 3600 });
}
