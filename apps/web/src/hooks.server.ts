import { compress } from "#lib/server/compress.ts";
import { answerStore } from "#lib/server/http/answerStore.ts";
import { problem } from "#lib/server/http/answers.ts";
import { limitRequest } from "#lib/server/http/limitRequests.ts";
import { countRequest } from "#lib/server/http/metrics.ts";
import { logRequest } from "#lib/server/http/log.ts";
import { validatePage } from "#lib/server/http/validatePage.ts";
import { closeService, warmUp } from "#lib/server/service.ts";
import { readTheme } from "#lib/theme.ts";
import type { RequestEvent } from "@sveltejs/kit";
import type { Handle, ServerInit } from "@sveltejs/kit/hooks";

/** Answers to machines, which many ask for at once. */
const store = answerStore({ seconds: 10, most: 300, longest: 100_000 });

export const init: ServerInit = () => {
  // After this the server listens: opening the database takes the processor for a second or two.
  setTimeout(warmUp, 50).unref();
  // Sent by the Node server when a signal asked it to stop and the last request is answered.
  process.once("sveltekit:shutdown", () => void closeService());
};

export const handle: Handle = async ({ event, resolve }) => {
  const started = performance.now();
  const response = await respond({ event, resolve });
  const milliseconds = performance.now() - started;
  const { request, route, url } = event;
  countRequest(request.method, route.id, response.status, milliseconds / 1000);
  const { method } = request;
  logRequest({ method, path: url.pathname, route: route.id, status: response.status, milliseconds });
  return response;
};

const respond: Handle = async ({ event, resolve }) => {
  event.locals.theme = readTheme(event.cookies.get("theme"));
  // No text has it, and no database takes it.
  if (event.url.pathname.includes("%00")) {
    return problem({ status: 400, detail: "The address holds a character that no text has (%00)." });
  }
  const limit = await limitRequest(event);
  if (limit instanceof Response) return isForReader(event) ? refuse({ event, resolve }, limit) : limit;
  const response =
    store.find(event.request) ?? (await keepText(event.request, await validAnswer({ event, resolve })));
  for (const [name, value] of Object.entries(limit)) response.headers.set(name, value);
  return compress(event.request, response);
};

const validAnswer: Handle = async (input) => validatePage(input.event.request, await answer(input));

/** Pictures have a store of their own. */
const keepText = async (request: Request, response: Response) =>
  response.headers.get("content-type") === "image/png" ? response : store.keep(request, response);

/** True where a reader waits for the one page that has a limit, whole or as data for the page that is open. */
const isForReader = ({ request, route, isDataRequest }: RequestEvent) =>
  route.id === "/search" && (isDataRequest || (request.headers.get("accept") ?? "").includes("text/html"));

/** Answers with the error page where the limit was reached: the page's load function finds the reason. */
async function refuse(input: Parameters<Handle>[0], refusal: Response): Promise<Response> {
  const { event } = input;
  const { detail } = (await refusal.json()) as { detail: string };
  event.locals.refusal = detail;
  const page = await answer(input);
  const headers = new Headers(page.headers);
  for (const [name, value] of refusal.headers) {
    if (/^(ratelimit|retry-after)/.test(name)) headers.set(name, value);
  }
  headers.set("cache-control", "no-store");
  return compress(event.request, new Response(page.body, { status: page.status, headers }));
}

const answer: Handle = ({ event, resolve }) =>
  resolve(event, { transformPageChunk: ({ html }) => html.replace("%offprint.theme%", event.locals.theme) });
