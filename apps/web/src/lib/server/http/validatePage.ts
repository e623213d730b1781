import { etagOf, isNotModified } from "@offprint/daily";

/** Of the page's bytes only; not of the answer that says that a copy is still right. */
const ofContent = ["content-type", "content-length"];

/**
 * Lets a browser keep a page, on the condition that it asks each time whether the page is still the same: 304 if it
 * is. The bytes hold the reader's colours, so a page in others has another validator.
 */
export async function validatePage(request: Request, response: Response): Promise<Response> {
  if (!isPage(response)) return response;
  const headers = new Headers(response.headers);
  headers.set("cache-control", "private, no-cache");
  headers.append("vary", "cookie");
  // Without a validator of SvelteKit's the page is still being written.
  const isKept = response.status === 200 && headers.has("etag") && /^(GET|HEAD)$/.test(request.method);
  if (!isKept) return new Response(response.body, { status: response.status, headers });
  const body = await response.text();
  // Weak, since it is the same for the page as it is and compressed.
  const etag = `W/${etagOf(body)}`;
  headers.set("etag", etag);
  const conditions = { ifNoneMatch: request.headers.get("if-none-match"), ifModifiedSince: null };
  if (!isNotModified(conditions, { etag, modified: null })) return new Response(body, { headers });
  // All others stay: a browser puts them in place of those that it kept with the page.
  for (const name of ofContent) headers.delete(name);
  headers.append("vary", "accept-encoding");
  return new Response(null, { status: 304, headers });
}

const isPage = ({ headers }: Response) => headers.get("content-type")?.startsWith("text/html") ?? false;
