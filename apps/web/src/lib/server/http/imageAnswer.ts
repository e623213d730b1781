import type { Node } from "@takumi-rs/core";
import { isNotModified } from "@offprint/daily";
import type { RequestEvent } from "@sveltejs/kit";
import { drawImage, keyOf, NoRendererError } from "../shareImage/drawImage.ts";
import { BusyError } from "../shareImage/workQueue.ts";
import { problem } from "./answers.ts";
import { logProblem } from "./log.ts";

/** Seconds that others may keep an image. */
const maxAge = 3600;

/** Answers with an image that stands for a page elsewhere. Who has it already is answered without drawing it. */
export async function imageAnswer(event: RequestEvent, node: Node): Promise<Response> {
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
    if (reason instanceof BusyError)
      return refusal("Many images are being drawn; ask again in some seconds.");
    if (!(reason instanceof NoRendererError)) throw reason;
    logProblem("images cannot be drawn", reason);
    return refusal(reason.message);
  }
}

const refusal = (detail: string) => problem({ status: 503, detail });
