import { Validator } from "@seriousme/openapi-schema-validator";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Site, startSite } from "./browser.ts";

let site: Site;
beforeAll(async () => {
  site = await startSite({ RATE_LIMITS: "off" });
  // Waits for the database.
  await fetch(`${site.url}/api/v1/papers`);
});
afterAll(async () => void (await site.stop()));

const get = (path: string, init: RequestInit = {}) => fetch(site.url + path, init);
const json = async (path: string) => (await get(path)).json() as Promise<Record<string, unknown>>;

describe("the state of the process", () => {
  test("is told to whoever watches it", async () => {
    expect(await json("/healthz")).toEqual({ status: "ok" });
    expect(await json("/readyz")).toEqual({ status: "ok" });
  });

  test("is counted for Prometheus, by the pattern of the address", async () => {
    await get("/papers/rankme.json");
    const text = await (await get("/metrics")).text();
    expect(text).toContain("offprint_database_up 1");
    expect(text).toMatch(
      /offprint_request_duration_seconds_count\{method="GET",route="\/papers\/\[\.\.\.id\]\.json",status="200"\} \d/,
    );
  });
});

/** Every address that machines read, and what it gives. */
const machineReads = [
  ["/today.atom", "application/atom+xml; charset=utf-8"],
  ["/today.rss", "application/rss+xml; charset=utf-8"],
  ["/today.json", "application/feed+json; charset=utf-8"],
  ["/trending.atom", "application/atom+xml; charset=utf-8"],
  ["/search.rss?q=rank", "application/rss+xml; charset=utf-8"],
  ["/claims.json", "application/feed+json; charset=utf-8"],
  ["/categories/cs.LG/feed.atom", "application/atom+xml; charset=utf-8"],
  ["/opensearch.xml", "application/opensearchdescription+xml; charset=utf-8"],
  ["/sitemap.xml", "application/xml; charset=utf-8"],
  ["/sitemaps/pages.xml", "application/xml; charset=utf-8"],
  ["/sitemaps/1.xml", "application/xml; charset=utf-8"],
  ["/robots.txt", "text/plain; charset=utf-8"],
  ["/llms.txt", "text/plain; charset=utf-8"],
  ["/badges/rankme.svg", "image/svg+xml; charset=utf-8"],
  ["/papers/rankme.md", "text/markdown; charset=utf-8"],
  ["/papers/2210.02885.json", "application/json; charset=utf-8"],
  ["/papers/rankme.bib", "application/x-bibtex; charset=utf-8"],
  ["/papers/rankme.ris", "application/x-research-info-systems; charset=utf-8"],
  ["/papers/rankme.csl.json", "application/vnd.citationstyles.csl+json; charset=utf-8"],
  ["/api/suggest?q=rank", "application/x-suggestions+json; charset=utf-8"],
  ["/api/v1/papers", "application/json; charset=utf-8"],
  ["/api/v1/openapi.json", "application/json; charset=utf-8"],
] as const;

describe.each(machineReads)("%s", (path, type) => {
  test("is given to anybody, and once", async () => {
    const first = await get(path);
    expect(first.status).toBe(200);
    expect(first.headers.get("content-type")).toBe(type);
    expect(first.headers.get("access-control-allow-origin")).toBe("*");
    expect(first.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(first.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await first.text()).length).toBeGreaterThan(0);
    const again = await get(path, { headers: { "if-none-match": first.headers.get("etag")! } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
  });
});

describe("feeds", () => {
  test("list the papers that run here, and name their next page", async () => {
    const feed = (await json("/trending.json")) as { items: { id: string; url: string }[]; feed_url: string };
    expect(feed.feed_url).toBe(`${site.url}/trending.json`);
    expect(feed.items.length).toBeGreaterThan(0);
    expect(feed.items[0]!.id).toMatch(/^tag:127\.0\.0\.1,2026:paper\//);
  });

  test("another ending is not found", async () => {
    expect((await get("/trending.csv")).status).toBe(404);
  });
});

test("a badge for every claim", async () => {
  const { items } = (await json("/api/v1/papers/rankme/claims")) as {
    items: { name: string; state: string }[];
  };
  expect(items.length).toBeGreaterThan(0);
  for (const { name, state } of items) {
    expect(await (await get(`/badges/rankme/${name}.svg`)).text()).toContain(state);
  }
});

describe("the API", () => {
  test("gives pages by cursor, without gaps or doubles", async () => {
    const ids: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = (await json(`/api/v1/papers?limit=2&cursor=${cursor}`)) as {
        items: { id: string }[];
        next: string | null;
      };
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    const all = (await json("/api/v1/papers?limit=100")) as { items: { id: string }[] };
    expect(ids).toEqual(all.items.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("knows a paper by its identifier, with or without version, and by its slug", async () => {
    const bySlug = await json("/api/v1/papers/rankme");
    expect(await json(`/api/v1/papers/${bySlug.id as string}`)).toEqual(bySlug);
    expect(await json(`/api/v1/papers/arXiv:${bySlug.id as string}v1`)).toEqual(bySlug);
  });

  test("lists the library's methods with their signatures", async () => {
    const { items } = (await json("/api/v1/methods?paper=rankme")) as {
      items: { name: string; signature: string }[];
    };
    expect(items.find(({ name }) => name === "rankme")!.signature).toContain(
      "function rankme(embeddings: Array",
    );
  });

  test.each([
    ["/api/v1/papers?limit=0", 400, "limit"],
    ["/api/v1/papers?limit=1&limit=2", 400, "limit"],
    ["/api/v1/papers?colour=red", 400, "parameter"],
    ["/api/v1/papers?cursor=!", 400, "cursor"],
    ["/api/v1/papers?sort=best", 400, "sort"],
    ["/api/v1/search?q=a%00b", 400, "q"],
    ["/api/v1/days?date=2026-02-30", 400, "day"],
    ["/api/v1/days?date=2026-01-01&week=2026-W01", 400, "date"],
    ["/api/v1/export", 400, "ids"],
    ["/api/v1/papers/2601.99999", 404, undefined],
    ["/api/v1/nothing", 404, undefined],
    ["/papers/no-such-paper.md", 404, undefined],
    ["/badges/no-such-paper.svg", 404, undefined],
    ["/sitemaps/9.xml", 404, undefined],
  ])("%s is refused with a reason", async (path, status, parameter) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    const body = (await response.json()) as { status: number; detail: string; parameter?: string };
    expect(body.status).toBe(status);
    expect(body.detail.length).toBeGreaterThan(10);
    expect(body.parameter).toBe(parameter);
  });

  test("is described as OpenAPI has it", async () => {
    const result = await new Validator().validate(await json("/api/v1/openapi.json"));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test("answers what its description says", async () => {
    const description = (await json("/api/v1/openapi.json")) as {
      openapi: string;
      paths: Record<string, { get: { responses: Record<string, unknown> } }>;
      components: { schemas: Record<string, unknown> };
    };
    expect(description.openapi).toBe("3.1.0");
    expect(Object.keys(description.components.schemas)).toContain("Paper");
    const references = JSON.stringify(description).match(/#\/components\/schemas\/\w+/g)!;
    for (const reference of new Set(references)) {
      expect(Object.keys(description.components.schemas)).toContain(reference.split("/").at(-1));
    }
    for (const path of Object.keys(description.paths)) {
      const query = path === "/export" ? "?ids=rankme" : "";
      expect((await get(`/api/v1${path.replace("{id}", "rankme")}${query}`)).status).toBe(200);
    }
  });

  test("lets other sites ask", async () => {
    const response = await get("/api/v1/papers", { method: "OPTIONS" });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-methods")).toBe("GET, HEAD, OPTIONS");
  });
});

describe("whatever is asked, the server does not fail", () => {
  const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ maxLength: 40 }));
  const names = [
    "q",
    "sort",
    "limit",
    "cursor",
    "date",
    "week",
    "month",
    "channel",
    "has",
    "category",
    "ids",
  ];
  const query = fc.array(fc.tuple(fc.constantFrom(...names), anyText), { maxLength: 3 });
  const anyPath = fc.constantFrom<(text: string) => string>(
    () => "/api/v1/papers",
    () => "/api/v1/days",
    () => "/api/v1/trending",
    () => "/api/v1/search",
    () => "/api/v1/claims",
    () => "/api/v1/export",
    () => "/api/suggest",
    () => "/search.atom",
    (text) => `/api/v1/papers/${text}/similar`,
    (text) => `/papers/${text}.md`,
    (text) => `/papers/${text}.bib`,
    (text) => `/badges/${text}.svg`,
    (text) => `/categories/${text}/feed.atom`,
    (text) => `/authors/${text}/feed.rss`,
    (text) => `/sitemaps/${text}.xml`,
    () => "/",
    () => "/trending",
    () => "/claims",
    () => "/search",
    (text) => `/day/${text}`,
    (text) => `/week/${text}`,
    (text) => `/month/${text}`,
    (text) => `/papers/${text}`,
    (text) => `/papers/${text}/${text}`,
    (text) => `/authors/${text}`,
    (text) => `/categories/${text}`,
  );
  const statuses = [200, 303, 307, 308, 400, 404];

  test.each(["/authors/%00", "/papers/%00", "/day/%00", "/search?q=%00", "/?cursor=%00", "/claims?q=%00"])(
    "%s",
    async (path) => expect(statuses).toContain((await get(path)).status),
  );

  test("queries and parts of addresses", async () => {
    const property = fc.asyncProperty(anyPath, anyText, query, async (path, text, pairs) => {
      const search = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
      const address = `${path(encodeURIComponent(text.toWellFormed()))}?${search.join("&")}`;
      const response = await get(address, { redirect: "manual" });
      await response.arrayBuffer();
      expect(statuses).toContain(response.status);
    });
    await fc.assert(property, { numRuns: 500, seed: 20260105 });
  }, 120_000);

  test("search queries", async () => {
    const parts = fc.constantFrom(
      "a",
      '"',
      "-",
      "or",
      "(",
      "author:",
      "date:",
      "has:",
      ":",
      "*",
      "\\",
      "%",
      "é",
      "'",
    );
    const property = fc.asyncProperty(fc.array(fc.oneof(parts, anyText), { maxLength: 8 }), async (words) => {
      const q = encodeURIComponent(words.join(" ").toWellFormed());
      expect(statuses).toContain((await get(`/api/v1/search?q=${q}`)).status);
    });
    await fc.assert(property, { numRuns: 200, seed: 20260105 });
  }, 120_000);
});
