import { compress } from "#lib/server/compress.ts";
import { readTheme } from "#lib/theme.ts";
import type { Handle } from "@sveltejs/kit/hooks";

export const handle: Handle = async ({ event, resolve }) => {
  event.locals.theme = readTheme(event.cookies.get("theme"));
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace("%offprint.theme%", event.locals.theme),
  });
  return compress(event.request, response);
};
