/** How many requests a client may send in a time. */
export interface RatePolicy {
  name: string;
  requests: number;
  seconds: number;
}

export interface RateState {
  isAllowed: boolean;
  /** Requests that are left. */
  remaining: number;
  /** Seconds until one more is free. */
  reset: number;
}

/** Clients that are remembered before those that went away are looked for. */
const manyClients = 10_000;

/** Counts requests in a sliding window, by client. In memory: each process counts on its own. */
export function rateLimiter({ requests, seconds }: RatePolicy, now: () => number = Date.now) {
  const times = new Map<string, number[]>();
  const isRecent = (time: number) => time > now() - seconds * 1000;
  return (client: string): RateState => {
    const recent = (times.get(client) ?? []).filter(isRecent);
    const isAllowed = recent.length < requests;
    if (isAllowed) recent.push(now());
    times.set(client, recent);
    if (times.size > manyClients) forget(times, isRecent);
    const reset = Math.max(1, Math.ceil((recent[0]! + seconds * 1000 - now()) / 1000));
    return { isAllowed, remaining: requests - recent.length, reset };
  };
}

function forget(times: Map<string, number[]>, isRecent: (time: number) => boolean): void {
  for (const [client, list] of times) if (!list.some(isRecent)) times.delete(client);
}

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
