import { readTheme } from "#lib/theme.ts";
import { redirect } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** Remembers a reader's colours and goes back: the way of the switch without JavaScript. */
export const GET: RequestHandler = ({ url, cookies }) => {
  const theme = readTheme(url.searchParams.get("theme"));
  // The page's script writes this cookie as well, and the site may be served over plain HTTP on a local network.
  cookies.set("theme", theme, { maxAge: 31_536_000, httpOnly: false, secure: false, sameSite: "lax" });
  redirect(303, localPath(url.searchParams.get("to")));
};

/** A path of this site; anything else is the front page. */
function localPath(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) ? to : "/";
}
