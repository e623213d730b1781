import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  findPostgres,
  type PostgresServer,
  startPostgres,
} from "../../../packages/daily/src/testing/postgresServer.ts";
import { type Site, startSite } from "./browser.ts";

const programs = findPostgres();

describe.skipIf(programs === null)("two processes on one PostgreSQL", () => {
  let server: PostgresServer;
  let sites: Site[];
  beforeAll(async () => {
    server = await startPostgres(programs!);
    sites = await Promise.all([1, 2].map(() => startSite({ DATABASE_URL: server.url })));
  });
  afterAll(async () => {
    await Promise.all(sites.map((site) => site.stop()));
    await server.stop();
  });
  const ask = (index: number, path = "/api/v1/search?q=rank") => fetch(sites[index % 2]!.url + path);

  test("count a client's requests together", async () => {
    for (let index = 0; index < 30; index++) {
      const response = await ask(index);
      expect(response.status).toBe(200);
      expect(response.headers.get("ratelimit")).toContain(`r=${29 - index};`);
    }
    for (const index of [0, 1, 0]) {
      const refused = await ask(index);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect((await ask(0, "/api/v1/methods")).status).toBe(200);
  });

  test("refuse nobody while the database is away, and count again when it is back", async () => {
    await server.crash();
    for (const path of ["/api/v1/methods", "/api/v1/claims"]) {
      const response = await ask(0, path);
      expect(response.status).not.toBe(429);
      expect(response.headers.get("ratelimit")).toBeNull();
    }
    await server.restart();
    await expect
      .poll(async () => (await ask(1, "/api/v1/methods")).headers.get("ratelimit"), { timeout: 20_000 })
      .toMatch(/^"api";r=\d+/);
  });
});
