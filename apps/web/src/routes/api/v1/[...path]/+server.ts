import { answerMachine, jsonAnswer, problem } from "#lib/server/http/answers.ts";
import { apiContext } from "#lib/server/http/apiContext.ts";
import { findOperation } from "#lib/server/http/findOperation.ts";
import { readQuery } from "@offprint/daily";
import type { RequestHandler } from "./$types";

/** Every read of the API. */
export const GET: RequestHandler = (event) => {
  const found = findOperation(`/${event.params.path ?? ""}`);
  if (!found) {
    const detail = `There is no such read; ${event.url.origin}/api lists what there is.`;
    return problem({ status: 404, detail });
  }
  return answerMachine(async (service) => {
    const query = readQuery(found.operation.query, event.url.searchParams);
    return jsonAnswer(event, await found.operation.read(apiContext(service, event.url), query, found.id));
  });
};

export const OPTIONS: RequestHandler = () =>
  new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD, OPTIONS",
      "access-control-allow-headers": "*",
      "access-control-max-age": "86400",
    },
  });
