import { describe, expect, test } from "vitest";
import { clientOf, rateHeaders } from "./rateLimit.ts";

const policy = { name: "api", requests: 2, seconds: 60 };

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
