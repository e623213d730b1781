import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { compress } from "./compress.ts";

const text = "<p>offprint</p>".repeat(100);
const page = (type = "text/html") =>
  new Response(text, {
    status: 404,
    headers: { "content-type": type, "content-length": String(text.length) },
  });
const request = (accepted: string) =>
  new Request("http://localhost/", { headers: { "accept-encoding": accepted } });

describe("compress", () => {
  test.each(["gzip", "br, gzip;q=0.8", "deflate, gzip"])("accepted: %s", async (accepted) => {
    const response = await compress(request(accepted), page());
    expect(response.status).toBe(404);
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("content-length")).toBeNull();
    expect(gunzipSync(await response.bytes()).toString()).toBe(text);
  });

  test.each(["", "br", "gzip;q=0", "gzip; q=0.0, br"])("not accepted: %o", async (accepted) => {
    const response = await compress(request(accepted), page());
    expect(response.headers.get("content-encoding")).toBeNull();
    expect(response.headers.get("vary")).toBe("accept-encoding");
    expect(await response.text()).toBe(text);
  });

  test("leaves what is compressed already", async () => {
    const response = page("image/png");
    expect(await compress(request("gzip"), response)).toBe(response);
  });

  test("gzips what has a validator once, and anew when it changes", async () => {
    const answer = (body: string, etag: string) =>
      new Response(body, { headers: { "content-type": "text/plain", etag } });
    const send = async (body: string, etag: string, path = "") => {
      const asked = new Request(`http://localhost/once${path}`, { headers: { "accept-encoding": "gzip" } });
      const response = await compress(asked, answer(body, etag));
      expect(response.headers.get("etag")).toBe(etag);
      return gunzipSync(await response.bytes()).toString();
    };
    expect(await send("first", '"1"')).toBe("first");
    expect(await send("not looked at", '"1"')).toBe("first");
    expect(await send("second", '"2"')).toBe("second");
    expect(await send("elsewhere", '"1"', "?page=2")).toBe("elsewhere");
  });
});
