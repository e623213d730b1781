import { rateLimiter, type RatePolicy } from "@offprint/daily";
import type { RequestEvent } from "@sveltejs/kit";
import { problem } from "./answers.ts";
import { clientOf, rateHeaders } from "./rateLimit.ts";
import { takeShared } from "./takeShared.ts";

const policies = {
  search: { name: "search", requests: 30, seconds: 60 },
  api: { name: "api", requests: 60, seconds: 60 },
} as const satisfies Record<string, RatePolicy>;

const limiters = { search: rateLimiter(policies.search), api: rateLimiter(policies.api) };

function policyFor(path: string): keyof typeof policies | null {
  if (/^\/(api\/v1\/)?search(\.\w+)?$/.test(path)) return "search";
  if (path === "/mcp") return "api";
  return path.startsWith("/api/v1/") && path !== "/api/v1/openapi.json" ? "api" : null;
}

/**
 * Counts a request against the limits of its client. Pages are not limited, searches and the API are.
 * @returns the refusal, or the headers that tell how the client stands
 */
export async function limitRequest(event: RequestEvent): Promise<Response | Record<string, string>> {
  const name = policyFor(event.url.pathname);
  if (name === null || event.request.method === "OPTIONS" || process.env["RATE_LIMITS"] === "off") return {};
  const state = await takeShared(limiters[name], clientOf(event.getClientAddress()));
  if (state === null) return {};
  const headers = rateHeaders(policies[name], state);
  if (state.isAllowed) return headers;
  const { requests, seconds } = policies[name];
  const detail = `At most ${requests} requests in ${seconds} s; the next one is free in ${state.reset} s.`;
  return problem({ status: 429, detail }, headers);
}
