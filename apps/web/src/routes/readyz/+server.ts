import { implementedPapers } from "@offprint/daily";
import { databaseState, withDatabase } from "#lib/server/service.ts";
import { isHttpError } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** The database answers too; 503 until it does. */
export const GET: RequestHandler = async () => {
  const headers = { "cache-control": "no-store" };
  try {
    if (databaseState().state === "opening") throw new Error("the database is being opened");
    await withDatabase(implementedPapers);
    return Response.json({ status: "ok" }, { headers });
  } catch (reason) {
    const detail = isHttpError(reason) ? reason.body.message : "The database is not ready.";
    return Response.json({ status: "unavailable", detail }, { status: 503, headers });
  }
};
