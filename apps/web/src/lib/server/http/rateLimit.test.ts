import { describe, expect, test } from "vitest";
import { clientOf, rateHeaders, rateLimiter } from "./rateLimit.ts";

const policy = { name: "api", requests: 2, seconds: 60 };

test("the window slides", () => {
  let time = 0;
  const take = rateLimiter(policy, () => time);
  expect(take("a")).toEqual({ isAllowed: true, remaining: 1, reset: 60 });
  time = 40_000;
  expect(take("a")).toMatchObject({ isAllowed: true, remaining: 0, reset: 20 });
  expect(take("a")).toMatchObject({ isAllowed: false, remaining: 0, reset: 20 });
  expect(take("b").isAllowed).toBe(true);
  time = 60_000;
  expect(take("a").isAllowed).toBe(true);
  expect(take("a")).toMatchObject({ isAllowed: false, reset: 40 });
});

test("refused requests do not prolong the wait", () => {
  let time = 0;
  const take = rateLimiter({ ...policy, requests: 1 }, () => time);
  take("a");
  for (time = 1000; time < 60_000; time += 1000) expect(take("a").isAllowed).toBe(false);
  expect(take("a").isAllowed).toBe(true);
});

describe("a client", () => {
  test.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("%s counts as %s", (address, client) => expect(clientOf(address)).toBe(client));
});

test("headers tell the policy and the wait", () => {
  expect(rateHeaders(policy, { isAllowed: false, remaining: 0, reset: 20 })).toEqual({
    "ratelimit-policy": '"api";q=2;w=60',
    ratelimit: '"api";r=0;t=20',
    "retry-after": "20",
  });
});
