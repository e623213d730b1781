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
