import { imageAnswer } from "#lib/server/http/imageAnswer.ts";
import { describeCollection } from "#lib/server/shareImage/describeLists.ts";
import { drawList } from "#lib/server/shareImage/listImage.ts";
import type { RequestHandler } from "./$types";

/** What stands for the collection elsewhere; it needs no database. */
export const GET: RequestHandler = (event) =>
  imageAnswer(event, async () => drawList(await describeCollection()));
