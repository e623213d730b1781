const compressible = /^(text\/(html|plain|markdown)|image\/svg\+xml|application\/([\w.-]+\+)?(json|xml))/;

/** Sends pages and data gzipped to whoever takes it; files on disk are compressed when the site is built. */
export function compress(request: Request, response: Response): Response {
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
  const body = response.body.pipeThrough(new CompressionStream("gzip"));
  return new Response(body, { status: response.status, headers });
}
