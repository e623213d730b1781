import type { Node } from "@takumi-rs/core";
import { isNotModified } from "@offprint/daily";
import type { RequestEvent } from "@sveltejs/kit";
import { drawImage, keyOf, NoRendererError } from "../shareImage/drawImage.ts";
import { BusyError } from "../shareImage/workQueue.ts";
import { keepFor } from "../keepFor.ts";
import { problem } from "./answers.ts";

/** Seconds that others may keep an image. */
const maxAge = 3600;

/** What images show is looked up once for all who ask within a minute. */
const keep = keepFor<Node>(60, 100);

/**
 * Answers with an image that stands for a page elsewhere. Who has it already is answered without drawing it.
 * @param describe looks up what it shows; what it throws is thrown
 */
export async function imageAnswer(event: RequestEvent, describe: () => Promise<Node>): Promise<Response> {
  const node = await keep(event.url.pathname, describe);
  const key = keyOf(node);
  const headers = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": `public, max-age=${maxAge}`,
    etag: `"${key}"`,
  };
  const conditions = { ifNoneMatch: event.request.headers.get("if-none-match"), ifModifiedSince: null };
  if (isNotModified(conditions, { etag: headers.etag, modified: null })) {
    return new Response(null, { status: 304, headers });
  }
  try {
    const png = await drawImage(node, key);
    const own = { "content-type": "image/png", "content-length": String(png.length) };
    return new Response(png, { headers: { ...headers, ...own } });
  } catch (reason) {
    if (reason instanceof BusyError || reason instanceof NoRendererError) {
      return problem({ status: 503, detail: reason.message });
    }
    throw reason;
  }
}
