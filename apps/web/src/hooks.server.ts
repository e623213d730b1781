import { readTheme } from "#lib/theme.ts";
import type { Handle } from "@sveltejs/kit/hooks";

export const handle: Handle = ({ event, resolve }) => {
  event.locals.theme = readTheme(event.cookies.get("theme"));
  return resolve(event, {
    transformPageChunk: ({ html }) => html.replace("%offprint.theme%", event.locals.theme),
  });
};
