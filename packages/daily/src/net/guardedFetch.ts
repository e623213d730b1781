import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { Agent, fetch, type Response } from "undici";
import { isPublicAddress } from "./addresses.ts";
import { type Clock, systemClock } from "./clock.ts";
import { ForbiddenAddressError, SourceFailureError } from "./errors.ts";

/** An address of a name. */
export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}

export interface GuardOptions {
  /** Sent with every request: who we are and where to complain. */
  userAgent: string;
  /**
   * Origins that may be asked, e.g. "https://rss.arxiv.org". Left out: every public host on the standard ports.
   */
  origins?: string[];
  /**
   * Origins that the operator configured: these, and no others, may be plain HTTP, on any port and in a private
   * network.
   */
  trustedOrigins?: string[];
  /** Finds the addresses of a name. */
  resolve?: (name: string) => Promise<ResolvedAddress[]>;
  clock?: Clock;
}

export interface FetchLimits {
  /** Time for the whole answer, in milliseconds. */
  time: number;
  /** Size of the decoded answer, in bytes. */
  bytes: number;
  /** Media types that are taken, e.g. "application/xml"; "image/" stands for all of them. */
  types: string[];
  signal?: AbortSignal;
}

export interface Answer {
  /** The address that answered, after redirects. */
  url: string;
  status: number;
  type: string;
  body: Uint8Array;
  headers: Headers;
}

export interface GuardedFetch {
  /**
   * Gets one address.
   * @throws ForbiddenAddressError, SourceFailureError
   */
  get(url: string, limits: FetchLimits): Promise<Answer>;
  /**
   * Sends JSON to one address. Redirects are not followed, so that a key goes nowhere else.
   * @throws ForbiddenAddressError, SourceFailureError
   */
  post(url: string, body: unknown, headers: Record<string, string>, limits: FetchLimits): Promise<Answer>;
  /** Closes its connections. */
  close(): Promise<void>;
}

const longestUrl = 2048;
const mostRedirects = 3;
const connectTime = 5000;

/**
 * The one way out: every request of the service goes through here. Nothing but HTTP, no private addresses, no
 * credentials, few redirects, bounded time and size.
 */
export function guardedFetch(options: GuardOptions): GuardedFetch {
  const { clock = systemClock, resolve = resolveName } = options;
  const trusted = new Set(options.trustedOrigins);
  const allowed = options.origins && new Set([...options.origins, ...trusted]);
  // Names of trusted hosts may resolve to private addresses; what is asked of any other is checked at the moment of
  // connecting, so that the address checked is the address used.
  const agents = { open: makeAgent(checkedLookup(resolve)), trusted: makeAgent(plainLookup(resolve)) };

  function check(text: string): URL {
    if (text.length > longestUrl) throw new ForbiddenAddressError(text, "it is too long");
    const url = URL.parse(text);
    if (!url) throw new ForbiddenAddressError(text, "it is not an address");
    if (url.username || url.password) throw new ForbiddenAddressError(text, "it carries credentials");
    if (trusted.has(url.origin)) return url;
    if (allowed && !allowed.has(url.origin))
      throw new ForbiddenAddressError(text, "its host is not on the list");
    checkPublic(url);
    return url;
  }

  async function hop(
    url: URL,
    limits: FetchLimits,
    signal: AbortSignal,
    sent: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Response> {
    return fetch(url, {
      ...sent,
      dispatcher: trusted.has(url.origin) ? agents.trusted : agents.open,
      redirect: "manual",
      credentials: "omit",
      headers: { ...sent.headers, "user-agent": options.userAgent, accept: limits.types.join(", ") },
      signal,
    });
  }

  async function get(text: string, limits: FetchLimits): Promise<Answer> {
    const timeUp = AbortSignal.timeout(limits.time);
    const signal = limits.signal ? AbortSignal.any([limits.signal, timeUp]) : timeUp;
    let url = check(text);
    try {
      for (let redirects = 0; ; redirects++) {
        const response = await hop(url, limits, signal);
        const target = redirectTarget(response, url);
        if (target === null) return await readAnswer(response, url, limits, clock);
        await response.body?.cancel();
        if (redirects === mostRedirects) throw new SourceFailureError(`${text} redirects too often`);
        url = check(target);
      }
    } catch (error) {
      throw explain(error, url, limits, timeUp);
    }
  }

  async function post(
    text: string,
    body: unknown,
    headers: Record<string, string>,
    limits: FetchLimits,
  ): Promise<Answer> {
    const timeUp = AbortSignal.timeout(limits.time);
    const signal = limits.signal ? AbortSignal.any([limits.signal, timeUp]) : timeUp;
    const url = check(text);
    try {
      const response = await hop(url, limits, signal, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
      if (redirectTarget(response, url) !== null) {
        await response.body?.cancel();
        throw new SourceFailureError(`${url.host} redirects what was sent to it`, {
          status: response.status,
        });
      }
      return await readAnswer(response, url, limits, clock);
    } catch (error) {
      throw explain(error, url, limits, timeUp);
    }
  }

  const close = async () => {
    await Promise.all([agents.open.destroy(), agents.trusted.destroy()]);
  };
  return { get, post, close };
}

function checkPublic(url: URL): void {
  const forbid = (reason: string) => new ForbiddenAddressError(url.href, reason);
  if (url.protocol !== "https:") throw forbid("only https is asked");
  if (url.port !== "") throw forbid("only the standard port is asked");
  const name = url.hostname;
  const literal = name.startsWith("[") ? name.slice(1, -1) : name;
  if (isIP(literal)) {
    if (!isPublicAddress(literal)) throw forbid("its address is not public");
  } else if (!isPublicName(name)) throw forbid("its host is not a public name");
}

const privateSuffixes = [".localhost", ".internal", ".local"];

function isPublicName(name: string): boolean {
  return (
    name.includes(".") && !name.endsWith(".") && !privateSuffixes.some((suffix) => name.endsWith(suffix))
  );
}

type Resolve = (name: string) => Promise<ResolvedAddress[]>;

async function resolveName(name: string): Promise<ResolvedAddress[]> {
  const found = await systemLookup(name, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

function makeAgent(lookup: LookupFunction): Agent {
  return new Agent({ connect: { lookup, timeout: connectTime }, connections: 4, pipelining: 1 });
}

/** Every address of the name must be public: one private one among them is a trick. */
function checkedLookup(resolve: Resolve): LookupFunction {
  return plainLookup(async (name) => {
    const addresses = await resolve(name);
    const bad = addresses.find(({ address }) => !isPublicAddress(address));
    if (bad) throw new ForbiddenAddressError(name, `it resolves to ${bad.address}, which is not public`);
    return addresses;
  });
}

function plainLookup(resolve: Resolve): LookupFunction {
  return (name, options, callback) => {
    resolve(name).then(
      (addresses) => {
        const [first] = addresses;
        if (!first) callback(new Error(`${name} has no address`), "", 4);
        else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, "", 4),
    );
  };
}

function redirectTarget(response: Response, from: URL): string | null {
  if (![301, 302, 303, 307, 308].includes(response.status)) return null;
  const location = response.headers.get("location");
  const target = location === null ? null : URL.parse(location, from);
  if (!target) throw new SourceFailureError(`${from.href} redirects to nowhere`, { status: response.status });
  return target.href;
}

async function readAnswer(response: Response, url: URL, limits: FetchLimits, clock: Clock): Promise<Answer> {
  const { status } = response;
  if (status !== 200) {
    await response.body?.cancel();
    const retryAt = readRetryAfter(response.headers.get("retry-after"), clock.now());
    throw new SourceFailureError(`${url.host} answered ${status}`, { status, retryAt });
  }
  const type = (response.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  if (!limits.types.some((taken) => (taken.endsWith("/") ? type.startsWith(taken) : type === taken))) {
    await response.body?.cancel();
    throw new SourceFailureError(`${url.host} answered with ${type || "no content type"}`, { status });
  }
  const body = await readBody(response, url, limits.bytes);
  return { url: url.href, status, type, body, headers: response.headers as unknown as Headers };
}

/** Reads at most `most` decoded bytes, so that a small answer that unpacks to a huge one is stopped too. */
async function readBody(response: Response, url: URL, most: number): Promise<Uint8Array> {
  const tooLarge = () => new SourceFailureError(`${url.host} answered with more than ${most} bytes`);
  const announced = Number(response.headers.get("content-length") ?? 0);
  if (announced > most) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).byteLength;
    if (size > most) throw tooLarge();
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}

/** Longest pause that a source can ask for in one go. */
const longestPause = 24 * 3600;

/** Reads Retry-After: seconds or an HTTP date. */
export function readRetryAfter(text: string | null, now: Date): Date | null {
  if (text === null) return null;
  const seconds = /^\d{1,9}$/.test(text.trim()) ? Number(text) : (Date.parse(text) - now.getTime()) / 1000;
  if (!Number.isFinite(seconds)) return null;
  return new Date(now.getTime() + 1000 * Math.min(Math.max(seconds, 0), longestPause));
}

function explain(error: unknown, url: URL, limits: FetchLimits, timeUp: AbortSignal): unknown {
  if (limits.signal?.aborted) return limits.signal.reason;
  if (timeUp.aborted) return new SourceFailureError(`${url.host} took longer than ${limits.time / 1000} s`);
  if (error instanceof ForbiddenAddressError || error instanceof SourceFailureError) return error;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof ForbiddenAddressError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new SourceFailureError(`${url.host} cannot be reached: ${message}`, { cause: error });
}
