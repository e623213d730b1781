import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ForbiddenAddressError, SourceFailureError } from "./errors.ts";
import { guardedFetch } from "./guardedFetch.ts";

const limits = { time: 2000, bytes: 1000, types: ["application/json"] };
let server: Server;
let origin: string;
const seen: { path: string; method: string; headers: Record<string, unknown>; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const path = request.url ?? "";
      seen.push({ path, method: request.method ?? "", headers: request.headers, body });
      if (path === "/moved") return response.writeHead(307, { location: `${origin}/ok` }).end();
      if (path === "/busy") return response.writeHead(429, { "retry-after": "3" }).end();
      return response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function post(url: string, trusted = true) {
  const guarded = guardedFetch({ userAgent: "test", trustedOrigins: trusted ? [origin] : [] });
  try {
    return await guarded.post(url, { a: 1 }, { authorization: "Bearer key" }, limits);
  } finally {
    await guarded.close();
  }
}

test("sends JSON with its headers", async () => {
  const answer = await post(`${origin}/ok`);
  expect(Buffer.from(answer.body).toString()).toBe('{"ok":true}');
  expect(seen.at(-1)).toMatchObject({
    method: "POST",
    body: '{"a":1}',
    headers: { authorization: "Bearer key", "content-type": "application/json", "user-agent": "test" },
  });
});

test("follows no redirect and passes no private address that is not trusted", async () => {
  const asked = seen.length;
  await expect(post(`${origin}/moved`)).rejects.toThrow("redirects what was sent");
  expect(seen.slice(asked).map(({ path }) => path)).toEqual(["/moved"]);
  await expect(post(`${origin}/ok`, false)).rejects.toThrow(ForbiddenAddressError);
  expect(seen).toHaveLength(asked + 1);
});

test("a failure tells when to come back", async () => {
  const error: unknown = await post(`${origin}/busy`).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SourceFailureError);
  expect(error).toMatchObject({ status: 429, retryAt: expect.any(Date) });
});
