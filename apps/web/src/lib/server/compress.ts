import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compressible = /^(text\/(html|plain|markdown)|image\/svg\+xml|application\/([\w.-]+\+)?(json|xml))/;

/** Answers whose gzipped bytes are kept; those that nobody asked for the longest go first. */
const mostKept = 200;
/** Bytes of one of them, at most. */
const longestKept = 100_000;
const kept = new Map<string, Uint8Array<ArrayBuffer>>();

/** Sends pages and data gzipped to whoever takes it; files on disk are compressed when the site is built. */
export async function compress(request: Request, response: Response): Promise<Response> {
  const accepted = request.headers.get("accept-encoding") ?? "";
  const type = response.headers.get("content-type") ?? "";
  if (!response.body || !compressible.test(type)) return response;
  const headers = new Headers(response.headers);
  headers.append("vary", "accept-encoding");
  if (!/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)) {
    return new Response(response.body, { status: response.status, headers });
  }
  headers.set("content-encoding", "gzip");
  headers.delete("content-length");
  const etag = headers.get("etag");
  const body =
    etag === null
      ? response.body.pipeThrough(new CompressionStream("gzip"))
      : await gzipOnce(`${request.url} ${etag}`, response);
  return new Response(body, { status: response.status, headers });
}

/** Gzipping takes several times as long as sending: what stays the same is gzipped for the first who asks. */
async function gzipOnce(key: string, response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const known = kept.get(key);
  kept.delete(key);
  const bytes = known ?? (await promisify(gzip)(await response.bytes()));
  if (bytes.length <= longestKept) kept.set(key, bytes);
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
  return bytes;
}
