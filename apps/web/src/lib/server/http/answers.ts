import { etagOf, isNotModified } from "@offprint/daily";
import type { RequestEvent } from "@sveltejs/kit";
import { logProblem } from "./log.ts";
import { explain, openService, type Explanation, type Service } from "../service.ts";

/** What lets other sites read an answer. */
const open = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "etag, link, ratelimit, ratelimit-policy, retry-after",
  "cross-origin-resource-policy": "cross-origin",
};

export interface AnswerOptions {
  type: string;
  /** Seconds that it may be kept; default 60. */
  maxAge?: number;
  /** Last change, where it is known. */
  modified?: Date | null;
  headers?: Record<string, string>;
}

/** An answer that anybody may read and keep for a while: 304 where the client has it already. */
export function publicAnswer(
  { request }: Pick<RequestEvent, "request">,
  body: string,
  { type, maxAge = 60, modified = null, headers = {} }: AnswerOptions,
): Response {
  const etag = `W/${etagOf(body)}`;
  const own = {
    ...open,
    "cache-control": `public, max-age=${maxAge}`,
    etag,
    ...(modified && { "last-modified": modified.toUTCString() }),
    ...headers,
  };
  const conditions = {
    ifNoneMatch: request.headers.get("if-none-match"),
    ifModifiedSince: request.headers.get("if-modified-since"),
  };
  if (isNotModified(conditions, { etag, modified })) return new Response(null, { status: 304, headers: own });
  return new Response(body, { headers: { ...own, "content-type": type } });
}

export function jsonAnswer(event: Pick<RequestEvent, "request">, value: unknown, maxAge?: number): Response {
  const type = "application/json; charset=utf-8";
  return publicAnswer(event, JSON.stringify(value), { type, ...(maxAge !== undefined && { maxAge }) });
}

const titles: Record<number, string> = {
  400: "Bad request",
  403: "Forbidden",
  404: "Not found",
  429: "Too many requests",
  500: "Internal error",
  503: "Not available at present",
};

/** What went wrong, for machines (RFC 9457). */
export function problem(
  { status, detail, parameter }: Omit<Explanation, "status"> & { status: number },
  headers: Record<string, string> = {},
): Response {
  const body = {
    type: "about:blank",
    title: titles[status],
    status,
    detail,
    ...(parameter && { parameter }),
  };
  const retry: Record<string, string> = status === 503 ? { "retry-after": "5" } : {};
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      ...open,
      "cache-control": "no-store",
      "content-type": "application/problem+json; charset=utf-8",
      ...retry,
      ...headers,
    },
  });
}

/** Answers a machine: what goes wrong becomes a problem it can read. */
export async function answerMachine(work: (service: Service) => Promise<Response>): Promise<Response> {
  try {
    return await work(await openService());
  } catch (reason) {
    const known = explain(reason);
    if (known) return problem(known);
    logProblem("an answer failed", reason);
    return problem({ status: 500, detail: "Something went wrong here; it is written down." });
  }
}
