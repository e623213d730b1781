import type { RatePolicy, RateState } from "@offprint/daily";

/** An address as limits count it: of IPv6 the network of 64 bits, which one household or host has for itself. */
export function clientOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped || !address.includes(":")) return mapped ?? address;
  const [head = "", tail = ""] = address.split("::");
  const [before, after] = [head, tail].map((part) => part.split(":").filter(Boolean));
  const zeros = Array<string>(Math.max(0, 8 - before!.length - after!.length)).fill("0");
  const groups = address.includes("::") ? [...before!, ...zeros, ...after!] : before!;
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** The headers that tell a client how it stands. */
export function rateHeaders(
  policy: RatePolicy,
  { isAllowed, remaining, reset }: RateState,
): Record<string, string> {
  return {
    "ratelimit-policy": `"${policy.name}";q=${policy.requests};w=${policy.seconds}`,
    ratelimit: `"${policy.name}";r=${remaining};t=${reset}`,
    ...(!isAllowed && { "retry-after": String(reset) }),
  };
}
