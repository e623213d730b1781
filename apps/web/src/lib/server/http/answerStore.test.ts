import { describe, expect, test } from "vitest";
import { answerStore } from "./answerStore.ts";

const options = { seconds: 10, most: 2, longest: 20 };
const request = (path: string, init: RequestInit = {}) =>
  new Request(`https://papers.example.org${path}`, init);
const answer = (body: string, headers: Record<string, string> = {}) =>
  new Response(body, {
    headers: {
      "cache-control": "public, max-age=60",
      etag: 'W/"1"',
      "content-type": "text/plain",
      ...headers,
    },
  });

describe("an answer", () => {
  test("is kept for its time", async () => {
    let time = 0;
    const store = answerStore(options, () => time);
    expect(await (await store.keep(request("/a"), answer("hello"))).text()).toBe("hello");
    time = 9999;
    const kept = store.find(request("/a"))!;
    expect(await kept.text()).toBe("hello");
    expect(kept.headers.get("content-type")).toBe("text/plain");
    expect(store.find(request("/a?b"))).toBeNull();
    time = 10_000;
    expect(store.find(request("/a"))).toBeNull();
  });

  test("is not sent again to who has it", async () => {
    const store = answerStore(options);
    await store.keep(request("/a"), answer("hello"));
    const response = store.find(request("/a", { headers: { "if-none-match": '"1"' } }))!;
    expect(response.status).toBe(304);
    expect(response.headers.get("etag")).toBe('W/"1"');
    expect(response.headers.get("vary")).toBe("accept-encoding");
  });

  test.each([
    ["private", answer("hello", { "cache-control": "no-store" })],
    ["a page", answer("<p>", { "content-type": "text/html" })],
    ["long", answer("x".repeat(21))],
    ["a failure", new Response("no", { status: 503 })],
  ])("that is %s is not kept", async (_, response) => {
    const store = answerStore(options);
    await store.keep(request("/a"), response);
    expect(store.find(request("/a"))).toBeNull();
  });

  test("of another method is not kept", async () => {
    const store = answerStore(options);
    await store.keep(request("/a", { method: "HEAD" }), answer(""));
    expect(store.find(request("/a"))).toBeNull();
  });

  test("goes when others come", async () => {
    const store = answerStore(options);
    for (const path of ["/a", "/b", "/c"]) await store.keep(request(path), answer(path));
    expect(store.find(request("/a"))).toBeNull();
    expect(store.find(request("/c"))).not.toBeNull();
  });
});

describe("a page", () => {
  const page = (body = "<p>list</p>") => answer(body, { "content-type": "text/html", "cache-control": "" });
  const asked = (path: string, cookie?: string) =>
    request(path, cookie === undefined ? {} : { headers: { cookie } });

  test.each(["/", "/trending", "/trending?cursor=a", "/day/2026-01-05", "/categories/cs.LG"])(
    "%s is a list, and kept",
    async (path) => {
      const store = answerStore(options);
      await store.keep(asked(path), page());
      expect(await store.find(asked(path))?.text()).toBe("<p>list</p>");
    },
  );

  test.each(["/search?q=a", "/papers/2601.00001", "/day/2026-01-05/x"])("%s is not", async (path) => {
    const store = answerStore(options);
    await store.keep(asked(path), page());
    expect(store.find(asked(path))).toBeNull();
  });

  test("goes to readers with the same colours only", async () => {
    const store = answerStore({ ...options, most: 10 });
    await store.keep(asked("/"), page("system"));
    await store.keep(asked("/", "theme=dark"), page("dark"));
    expect(await store.find(asked("/"))?.text()).toBe("system");
    expect(await store.find(asked("/", "theme=dark"))?.text()).toBe("dark");
    for (const cookie of ["theme=light", "theme=dar%6B", "theme=auto; theme=dark", "a=b; theme=dark"]) {
      expect(store.find(asked("/", cookie))).toBeNull();
      await store.keep(asked("/", cookie), page("another"));
    }
    expect(await store.find(asked("/"))?.text()).toBe("system");
    expect(await store.find(asked("/", "theme=dark"))?.text()).toBe("dark");
  });

  test("may be longer than other answers", async () => {
    const store = answerStore(options);
    await store.keep(asked("/"), page("x".repeat(100)));
    await store.keep(asked("/trending"), page("x".repeat(101)));
    expect(store.find(asked("/"))).not.toBeNull();
    expect(store.find(asked("/trending"))).toBeNull();
  });
});

test("all that is kept has room", async () => {
  const store = answerStore({ seconds: 10, most: 100, longest: 8_000_000 });
  for (const path of ["/a", "/b", "/c"]) await store.keep(request(path), answer("x".repeat(7_000_000)));
  expect(store.find(request("/a"))).toBeNull();
  expect(store.find(request("/b"))).not.toBeNull();
  expect(store.find(request("/c"))).not.toBeNull();
});
