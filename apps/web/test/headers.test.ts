import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, openPage, type Site, startSite } from "./browser.ts";
import { type Catalogue, makeCatalogue } from "./catalogue.ts";

let catalogue: Catalogue;
let site: Site;
beforeAll(async () => {
  catalogue = await makeCatalogue();
  site = await startSite({ OFFPRINT_DATA: catalogue.folder });
});
afterAll(async () => {
  await site.stop();
  catalogue.remove();
});

const everywhere = {
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": expect.stringContaining("camera=()"),
  "referrer-policy": "strict-origin-when-cross-origin",
  "x-content-type-options": "nosniff",
};

const headersOf = async (path: string) => Object.fromEntries((await fetch(site.url + path)).headers);

/** What other sites may read and embed. */
const anywhere = { ...everywhere, "cross-origin-resource-policy": "cross-origin" };

describe("every response carries the same headers", () => {
  test.each([
    ["a page", "/"],
    ["a paper", "/papers/optimistic-omd"],
    ["a missing page", "/nothing"],
    ["data", "/papers/optimistic-omd/results.json"],
    ["a file", "/favicon.svg"],
  ])("%s", async (_, path) => {
    expect(await headersOf(path)).toMatchObject(everywhere);
  });

  test.each([
    ["a feed", "/trending.atom"],
    ["the API", "/api/v1/papers"],
    ["a refusal of the API", "/api/v1/papers?limit=0"],
    ["a badge", "/badges/rankme.svg"],
    ["a paper as Markdown", "/papers/rankme.md"],
    ["the sitemap", "/sitemap.xml"],
    ["what robots may read", "/robots.txt"],
  ])("%s, which other sites may read", async (_, path) => {
    const headers = await headersOf(path);
    expect(headers).toMatchObject(anywhere);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
  });

  test.each([
    ["the daily page", "/"],
    ["trending", "/trending"],
    ["the collection", "/collection"],
    ["search", "/search?q=rank"],
    ["claims", "/claims"],
    ["the API for people", "/api"],
    ["the process's state", "/healthz"],
    ["metrics", "/metrics"],
  ])("%s", async (_, path) => {
    expect(await headersOf(path)).toMatchObject(everywhere);
  });

  test("only a site behind HTTPS asks for it", async () => {
    expect(await headersOf("/")).not.toHaveProperty("strict-transport-security");
    const secure = await startSite({ ORIGIN: "https://papers.example.org" });
    try {
      const response = await fetch(`${secure.url}/robots.txt`, {
        headers: { "x-offprint-host": "forged.example", "x-forwarded-host": "forged.example" },
      });
      expect(response.headers.get("strict-transport-security")).toBe("max-age=63072000; includeSubDomains");
      expect(await response.text()).toContain("Sitemap: https://papers.example.org/sitemap.xml");
    } finally {
      await secure.stop();
    }
  });

  test("pages and data come compressed", async () => {
    expect(await headersOf("/")).toMatchObject({
      "content-encoding": "gzip",
      vary: "cookie, accept-encoding",
    });
    const data = await headersOf("/papers/optimistic-omd/results.json");
    expect(data).toMatchObject({ "content-encoding": "gzip", vary: "accept-encoding" });
  });

  test("scripts and fonts", async () => {
    const html = await (await fetch(site.url)).text();
    const assets = [...html.matchAll(/href="\.?(\/_app\/immutable\/[^"]+)"/g)].map(([, path]) => path!);
    expect(assets.some((path) => path.endsWith(".js"))).toBe(true);
    expect(assets.some((path) => path.endsWith(".woff2"))).toBe(true);
    for (const path of assets) {
      const headers = await headersOf(path);
      expect(headers).toMatchObject(everywhere);
      expect(headers["cache-control"]).toContain("immutable");
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
    }
  });
});

describe("the content policy of pages", () => {
  const policyOf = async (path: string) => {
    const directives = (await headersOf(path))["content-security-policy"]!.split("; ");
    const entries = directives.map((directive): [string, string[]] => {
      const [name, ...sources] = directive.split(" ");
      return [name!, sources];
    });
    return Object.fromEntries(entries);
  };

  test("allows this host alone, and one script by its hash", async () => {
    const policy = await policyOf("/");
    expect(policy["default-src"]).toEqual(["'self'"]);
    expect(policy["worker-src"]).toEqual(["'self'"]);
    expect(policy["style-src"]).toEqual(["'self'"]);
    expect(policy["frame-ancestors"]).toEqual(["'none'"]);
    const html = await (await fetch(site.url)).text();
    const [script, ...others] = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, source]) => source!);
    expect(others).toEqual([]);
    const hash = createHash("sha256").update(script!).digest("base64");
    expect(policy["script-src"]).toEqual(["'self'", "'wasm-unsafe-eval'", `'sha256-${hash}'`]);
  });
});

describe("a page that the reader has already", () => {
  const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(site.url + path, { method, headers, redirect: "manual" });

  test.each([
    "/",
    "/trending",
    "/collection",
    "/claims",
    "/search?q=rank",
    "/papers/optimistic-omd",
    "/papers/2601.01230",
    "/papers/math/0611800",
    "/day/2020-02-29",
    "/day/LATEST",
    "/week/2026-W02",
    "/month/2026-01",
    "/categories/cs.LG",
    "/authors/ada-example",
    "/about",
    "/api",
  ])("%s is not sent again", async (template) => {
    const path = template.replace("LATEST", catalogue.latest);
    const first = await ask(path);
    expect(first.status).toBe(200);
    const etag = first.headers.get("etag")!;
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    for (const method of ["GET", "HEAD"]) {
      const again = await ask(path, { "if-none-match": etag }, method);
      expect([method, again.status]).toEqual([method, 304]);
      expect(again.headers.get("etag")).toBe(etag);
      expect(again.headers.get("vary")).toBe("cookie, accept-encoding");
      expect(again.headers.get("cache-control")).toBe("private, no-cache");
      expect(await again.text()).toBe("");
      // The browser puts this policy in place of the one that it kept with the page.
      const policy = again.headers.get("content-security-policy");
      expect(policy).toBe(first.headers.get("content-security-policy"));
    }
  });

  test("is one page however it is compressed, and another in other colours", async () => {
    const etagOf = async (headers: Record<string, string>) =>
      (await ask("/collection", headers)).headers.get("etag");
    const etag = await etagOf({ "accept-encoding": "gzip" });
    expect(await etagOf({ "accept-encoding": "identity" })).toBe(etag);
    expect(await etagOf({ cookie: "theme=dark" })).not.toBe(etag);
    const dark = await ask("/collection", { cookie: "theme=dark", "if-none-match": etag! });
    expect(dark.status).toBe(200);
    expect(await dark.text()).toContain('data-theme="dark"');
  });

  test("HEAD tells the same as GET", async () => {
    const [get, head] = [await ask("/claims"), await ask("/claims", {}, "HEAD")];
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
    for (const name of ["etag", "content-type", "content-security-policy", "cache-control", "vary"]) {
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
    }
  });

  test.each([
    ["a missing page", "/nothing", 404],
    ["a day that cannot be", "/day/2026-02-31", 400],
  ])("%s is asked for anew", async (_, path, status) => {
    const response = await ask(path, { "if-none-match": "*" });
    expect(response.status).toBe(status);
    expect(response.headers.get("cache-control")).toBe("private, no-cache");
  });

  test("works in a browser that shows it a second time", async () => {
    const browser = await launchBrowser();
    try {
      const { page, troubles } = await openPage(browser, `${site.url}/collection`);
      const statuses: number[] = [];
      page.on("response", (response) => {
        if (response.request().isNavigationRequest()) statuses.push(response.status());
      });
      await page.goto(`${site.url}/about`, { waitUntil: "networkidle" });
      await page.goto(`${site.url}/collection`, { waitUntil: "networkidle" });
      await page.selectOption("select[name=sort]", { index: 1 });
      await page.waitForURL(/sort=/);
      expect(statuses.at(-1)).toBeOneOf([200, 304]);
      expect(troubles).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

describe("a reader who searches too often", () => {
  const search = (path: string, accept: string) => fetch(site.url + path, { headers: { accept } });

  test("gets a page that says so, and programs a problem", async () => {
    let page = await search("/search?q=rank", "text/html");
    for (let index = 0; page.status === 200 && index < 40; index++) {
      page = await search("/search?q=rank", "text/html,application/xhtml+xml");
    }
    expect(page.status).toBe(429);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(Number(page.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(page.headers.get("ratelimit")).toContain("r=0");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(await page.text()).toMatch(/the next one is free in \d+ s/);
    for (const [path, accept] of [
      ["/search?q=rank", "*/*"],
      ["/api/v1/search?q=rank", "text/html"],
      ["/search.atom?q=rank", "text/html"],
    ] as const) {
      const refusal = await search(path, accept);
      expect(refusal.status).toBe(429);
      expect(refusal.headers.get("content-type")).toContain("application/problem+json");
    }
  });
});

describe("colours without JavaScript", () => {
  const choose = (search: string) => fetch(`${site.url}/theme${search}`, { redirect: "manual" });

  test("are kept in a cookie, and the reader returns", async () => {
    const response = await choose("?theme=dark&to=/claims?verdict=reproduced");
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/claims?verdict=reproduced");
    expect(response.headers.get("set-cookie")).toContain("theme=dark");
  });

  test("the page comes in the colours chosen", async () => {
    const html = await (await fetch(site.url, { headers: { cookie: "theme=dark" } })).text();
    expect(html).toContain('data-theme="dark"');
  });

  test("what the cookie holds is not put into the page", async () => {
    const html = await (await fetch(site.url, { headers: { cookie: 'theme="><b>' } })).text();
    expect(html).toContain('data-theme="auto"');
  });

  test.each(["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "elsewhere"])(
    "%s is no way back",
    async (to) => {
      const response = await choose(`?theme=dark&to=${encodeURIComponent(to)}`);
      expect(response.headers.get("location")).toBe("/");
    },
  );
});
