import { compress } from "#lib/server/compress.ts";
import { closeService, warmUp } from "#lib/server/service.ts";
import { readTheme } from "#lib/theme.ts";
import type { Handle, ServerInit } from "@sveltejs/kit/hooks";

export const init: ServerInit = () => {
  // After this the server listens: opening the database takes the processor for a second or two.
  setTimeout(warmUp, 50).unref();
  // Sent by the Node server when a signal asked it to stop and the last request is answered.
  process.once("sveltekit:shutdown", () => void closeService());
};

export const handle: Handle = async ({ event, resolve }) => {
  event.locals.theme = readTheme(event.cookies.get("theme"));
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace("%offprint.theme%", event.locals.theme),
  });
  return compress(event.request, response);
};
