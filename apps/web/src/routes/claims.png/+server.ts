import { imageAnswer } from "#lib/server/http/imageAnswer.ts";
import { describeClaims } from "#lib/server/shareImage/describeLists.ts";
import { drawList } from "#lib/server/shareImage/listImage.ts";
import type { RequestHandler } from "./$types";

/** What stands for the page of all claims elsewhere; it needs no database. */
export const GET: RequestHandler = (event) =>
  imageAnswer(event, async () => drawList(await describeClaims()));
