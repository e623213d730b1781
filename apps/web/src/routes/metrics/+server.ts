import { metricsText } from "#lib/server/http/metrics.ts";
import type { RequestHandler } from "./$types";

/** Numbers for Prometheus. */
export const GET: RequestHandler = async () => {
  const { type, text } = await metricsText();
  return new Response(text, { headers: { "content-type": type, "cache-control": "no-store" } });
};
