import { describe, expect, test } from "vitest";
import { validatePage } from "./validatePage.ts";

const policy = "script-src 'self' 'sha256-x'";
const page = (html: string, status = 200) =>
  new Response(html, {
    status,
    headers: { "content-type": "text/html", "content-security-policy": policy, etag: '"kit"' },
  });
const request = (validator?: string, method = "GET") =>
  new Request("http://localhost/", { method, headers: validator ? { "if-none-match": validator } : {} });

async function etagOfPage(html: string): Promise<string> {
  return (await validatePage(request(), page(html))).headers.get("etag")!;
}

describe("validatePage", () => {
  test("a page gets a weak validator of its bytes", async () => {
    const response = await validatePage(request(), page("<p>one"));
    expect(response.headers.get("etag")).toMatch(/^W\/".+"$/);
    expect(response.headers.get("cache-control")).toBe("private, no-cache");
    expect(response.headers.get("vary")).toBe("cookie");
    expect(await response.text()).toBe("<p>one");
    expect(await etagOfPage("<p>one")).toBe(response.headers.get("etag"));
    expect(await etagOfPage("<p>two")).not.toBe(response.headers.get("etag"));
  });

  test.each(["GET", "HEAD"])("%s of the same page is not answered again", async (method) => {
    const etag = await etagOfPage("<p>one");
    for (const validator of [etag, `"other", ${etag}`, etag.replace("W/", ""), "*"]) {
      const response = await validatePage(request(validator, method), page("<p>one"));
      expect(response.status).toBe(304);
      expect(response.body).toBeNull();
      expect(response.headers.get("etag")).toBe(etag);
      expect(response.headers.get("content-type")).toBeNull();
    }
  });

  test("the answer that nothing changed repeats the page's policy", async () => {
    const response = await validatePage(request(await etagOfPage("<p>one")), page("<p>one"));
    expect(response.headers.get("content-security-policy")).toBe(policy);
    expect(response.headers.get("vary")).toBe("cookie, accept-encoding");
  });

  test("another page is answered whole", async () => {
    const response = await validatePage(request(await etagOfPage("<p>one")), page("<p>two"));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("<p>two");
  });

  test("an error page is never kept", async () => {
    const response = await validatePage(request("*"), page("<p>missing", 404));
    expect(response.status).toBe(404);
    expect(response.headers.get("cache-control")).toBe("private, no-cache");
  });

  test("leaves what is no page", async () => {
    const data = new Response("{}", { headers: { "content-type": "application/json" } });
    expect(await validatePage(request("*"), data)).toBe(data);
  });
});
