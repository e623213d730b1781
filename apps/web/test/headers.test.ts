import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Site, startSite } from "./browser.ts";

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(async () => void (await site.stop()));

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
    for (const path of ["/", "/papers/optimistic-omd/results.json"]) {
      expect(await headersOf(path)).toMatchObject({ "content-encoding": "gzip", vary: "accept-encoding" });
    }
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

  test("allows this host alone, and scripts by nonce", async () => {
    const policy = await policyOf("/");
    expect(policy["default-src"]).toEqual(["'self'"]);
    expect(policy["worker-src"]).toEqual(["'self'"]);
    expect(policy["style-src"]).toEqual(["'self'"]);
    expect(policy["frame-ancestors"]).toEqual(["'none'"]);
    const [nonce, ...others] = policy["script-src"]!.filter((source) => source.startsWith("'nonce-"));
    expect(nonce).toBeDefined();
    expect(others).toEqual([]);
    expect(policy["script-src"]).not.toContain("'unsafe-inline'");
    expect(policy["script-src"]).not.toContain("'unsafe-eval'");
  });

  test("has a new nonce for every response", async () => {
    const [first, second] = [await policyOf("/"), await policyOf("/")];
    expect(first["script-src"]).not.toEqual(second["script-src"]);
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
