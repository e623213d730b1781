import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ForbiddenAddressError, SourceFailureError } from "./errors.ts";
import { guardedFetch, readRetryAfter, type GuardOptions } from "./guardedFetch.ts";

const limits = { time: 2000, bytes: 1000, types: ["application/xml", "text/xml"] };
const userAgent = "Offprint/1 (+https://papers.example.org/about)";

let server: Server;
let origin: string;
const seen: { path: string; headers: Record<string, unknown> }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "";
    seen.push({ path, headers: request.headers });
    const xml = { "content-type": "application/xml; charset=utf-8" };
    if (path === "/ok") return response.writeHead(200, xml).end("<r/>");
    if (path === "/html") return response.writeHead(200, { "content-type": "text/html" }).end("<p>busy");
    if (path === "/busy") return response.writeHead(503, { ...xml, "retry-after": "7" }).end();
    if (path === "/bomb") {
      return response
        .writeHead(200, { ...xml, "content-encoding": "gzip" })
        .end(gzipSync(Buffer.alloc(1e6, "a")));
    }
    if (path === "/long")
      return response.writeHead(200, { ...xml, "content-length": "30000000" }).write("<r>");
    if (path === "/endless") {
      response.writeHead(200, xml);
      const timer = setInterval(() => response.write("x".repeat(400)), 5);
      return response.on("close", () => clearInterval(timer));
    }
    if (path === "/drop") return request.socket.destroy();
    if (path === "/loop") return response.writeHead(302, { location: "/loop" }).end();
    if (path === "/nowhere") return response.writeHead(302).end();
    if (path.startsWith("/to/"))
      return response.writeHead(302, { location: decodeURIComponent(path.slice(4)) }).end();
    return undefined; // hangs
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function get(url: string, options: Partial<GuardOptions> = {}, more: Partial<typeof limits> = {}) {
  const guarded = guardedFetch({ userAgent, trustedOrigins: [origin], ...options });
  try {
    return await guarded.get(url, { ...limits, ...more });
  } finally {
    await guarded.close();
  }
}

/** Resolves every name to the same addresses, counting how often it is asked. */
function resolveTo(...addresses: string[]) {
  const resolve = async () => {
    resolve.asked++;
    return addresses.map((address) => ({
      address,
      family: address.includes(":") ? (6 as const) : (4 as const),
    }));
  };
  resolve.asked = 0;
  return resolve;
}

describe("guardedFetch", () => {
  test("says who asks and sends nothing else about us", async () => {
    const answer = await get(`${origin}/ok`);
    expect(new TextDecoder().decode(answer.body)).toBe("<r/>");
    expect(answer.type).toBe("application/xml");
    const { headers } = seen.at(-1)!;
    expect(headers["user-agent"]).toBe(userAgent);
    expect(headers).not.toHaveProperty("cookie");
    expect(headers).not.toHaveProperty("authorization");
  });

  test.each([
    ["another type", "/html", /text\/html/],
    ["an answer that unpacks to too much", "/bomb", /more than 1000 bytes/],
    ["an answer announced too large", "/long", /more than 1000 bytes/],
    ["an answer without end", "/endless", /more than 1000 bytes/],
    ["a dropped connection", "/drop", /cannot be reached/],
    ["redirects in a circle", "/loop", /redirects too often/],
    ["a redirect to nowhere", "/nowhere", /redirects to nowhere/],
  ])("gives up on %s", async (_, path, message) => {
    const failure = get(origin + path);
    await expect(failure).rejects.toBeInstanceOf(SourceFailureError);
    await expect(failure).rejects.toThrow(message);
  });

  test("gives up on a hang in time", async () => {
    const started = performance.now();
    await expect(get(`${origin}/hang`, {}, { time: 150 })).rejects.toThrow(/longer than 0.15 s/);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test("reports the status and when to come back", async () => {
    const now = new Date("2026-01-06T00:00:00Z");
    const clock = { now: () => now, sleep: async () => {} };
    await expect(get(`${origin}/busy`, { clock })).rejects.toMatchObject({
      status: 503,
      retryAt: new Date("2026-01-06T00:00:07Z"),
    });
  });

  test("stops when it is told to", async () => {
    const controller = new AbortController();
    const running = get(`${origin}/hang`, {}, { signal: controller.signal } as object);
    controller.abort(new Error("stop"));
    await expect(running).rejects.toThrow("stop");
  });

  test.each([
    "http://example.org/",
    "https://example.org:8443/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "https://user:secret@example.org/",
    "https://localhost/",
    "https://printer/",
    "https://a.localhost/",
    "https://metadata.google.internal/",
    "https://nas.local/",
    "https://example.org./",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://169.254.169.254/latest/meta-data",
    "not an address",
    `https://example.org/${"x".repeat(3000)}`,
  ])("does not ask %s", async (url) => {
    const resolve = resolveTo("1.1.1.1");
    await expect(get(url, { resolve })).rejects.toBeInstanceOf(ForbiddenAddressError);
    expect(resolve.asked).toBe(0);
  });

  test.each([["10.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:a00:1"], ["fd00::1"]])(
    "does not connect to a public name at %s",
    async (...addresses) => {
      const resolve = resolveTo(...addresses);
      await expect(get("https://rebind.example.org/", { resolve })).rejects.toBeInstanceOf(
        ForbiddenAddressError,
      );
      expect(resolve.asked).toBe(1);
    },
  );

  test("reports a name that cannot be found", async () => {
    const resolve = async () => {
      throw new Error("ENOTFOUND");
    };
    await expect(get("https://example.org/", { resolve })).rejects.toThrow(/cannot be reached: ENOTFOUND/);
  });

  test("asks hosts on the list only, at every step", async () => {
    const origins = ["https://rss.arxiv.org"];
    await expect(get("https://example.org/", { origins })).rejects.toThrow(/not on the list/);
    const away = `${origin}/to/${encodeURIComponent("https://example.org/")}`;
    await expect(get(away, { origins })).rejects.toBeInstanceOf(ForbiddenAddressError);
    const inside = `${origin}/to/${encodeURIComponent("https://10.0.0.1/")}`;
    await expect(get(inside)).rejects.toBeInstanceOf(ForbiddenAddressError);
  });

  test("trusts the very origin it was told to, and no other port of it", async () => {
    const other = new URL(origin);
    other.port = String(Number(other.port) - 1);
    await expect(get(other.href)).rejects.toBeInstanceOf(ForbiddenAddressError);
  });
});

describe("readRetryAfter", () => {
  const now = new Date("2026-01-06T00:00:00Z");
  test.each([
    ["120", "2026-01-06T00:02:00Z"],
    ["0", "2026-01-06T00:00:00Z"],
    ["Tue, 06 Jan 2026 00:05:00 GMT", "2026-01-06T00:05:00Z"],
    ["Mon, 05 Jan 2026 00:05:00 GMT", "2026-01-06T00:00:00Z"],
    ["99999999", "2026-01-07T00:00:00Z"],
  ])("%s", (text, expected) => {
    expect(readRetryAfter(text, now)).toEqual(new Date(expected));
  });

  test.each([null, "", "soon", "-5x"])("%s says nothing", (text) => {
    expect(readRetryAfter(text, now)).toBeNull();
  });
});
