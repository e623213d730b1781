import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  findPostgres,
  type PostgresServer,
  startPostgres,
} from "../../../packages/daily/src/testing/postgresServer.ts";
import { type Site, startSite } from "./browser.ts";

const programs = findPostgres();
if (!programs)
  console.warn("\nNo PostgreSQL on this machine: the tests of a server that goes away are SKIPPED.\n");

describe.skipIf(!programs)("a database that goes away", () => {
  let server: PostgresServer;
  let site: Site;
  beforeAll(async () => {
    server = await startPostgres(programs!);
    site = await startSite({ DATABASE_URL: server.url, RATE_LIMITS: "off" });
  });
  afterAll(async () => {
    await site?.stop();
    await server?.stop();
  });
  const status = async (path: string) => (await fetch(site.url + path)).status;

  test("is told, does not bring pages down, and is used again when it is back", async () => {
    expect(await status("/api/v1/papers")).toBe(200);
    expect(await status("/readyz")).toBe(200);

    await server.crash();
    // Not an answer that is kept for some seconds.
    const refusal = await fetch(`${site.url}/api/v1/papers?limit=7`);
    expect(refusal.status).toBe(503);
    expect(refusal.headers.get("retry-after")).toBe("5");
    const body = JSON.stringify(await refusal.json());
    expect(body).toContain("database");
    expect(body).not.toMatch(/postgres:|127\.0\.0\.1|select/);
    expect(await status("/readyz")).toBe(503);
    expect(await status("/trending.atom")).toBe(503);
    for (const path of ["/healthz", "/metrics", "/about", "/llms.txt"]) expect(await status(path)).toBe(200);

    await server.restart();
    await expect.poll(() => status("/api/v1/papers?limit=7"), { timeout: 15_000 }).toBe(200);
    expect(await status("/readyz")).toBe(200);
  });

  test("may come up after the site", async () => {
    await server.crash();
    const early = await startSite({ DATABASE_URL: server.url });
    try {
      expect((await fetch(`${early.url}/about`)).status).toBe(200);
      expect((await fetch(`${early.url}/api/v1/trending`)).status).toBe(503);
      await server.restart();
      const ready = async () => (await fetch(`${early.url}/readyz`)).status;
      await expect.poll(ready, { timeout: 15_000, interval: 500 }).toBe(200);
    } finally {
      await early.stop();
    }
  });
});

test("a signal ends the server when the last request is answered", async () => {
  const site = await startSite({ RATE_LIMITS: "off" });
  await fetch(`${site.url}/api/v1/papers`);
  const args = { paper: "comp-sum-losses", controls: { epochs: 60 }, seconds: 2 };
  const call = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "run_experiment", arguments: args },
  };
  const answer = fetch(`${site.url}/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify(call),
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const ended = site.stop();
  expect(await (await answer).text()).toContain("stopped after 2 s");
  expect(await ended).toEqual({ code: 0, signal: null });
});

describe("limits", () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
    await fetch(`${site.url}/readyz`);
  });
  afterAll(async () => void (await site.stop()));

  const ask = (path: string, index: number) =>
    fetch(site.url + path, { headers: { "x-forwarded-for": `192.0.2.${index}` } });

  test.each([
    ["/api/v1/methods", 60, "api"],
    ["/api/v1/search?q=rank", 30, "search"],
  ])("%s: %d a minute, whatever address a client claims", async (path, limit, name) => {
    for (let index = 1; index <= limit; index++) {
      const response = await ask(path, index);
      expect(response.status).toBe(200);
      expect(response.headers.get("ratelimit")).toMatch(new RegExp(`^"${name}";r=${limit - index};t=\\d+$`));
    }
    const refused = await ask(path, 200);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
  });

  test("pages and feeds have none", async () => {
    for (let index = 0; index < 100; index++) expect((await ask("/robots.txt", 1)).status).toBe(200);
  });
});
