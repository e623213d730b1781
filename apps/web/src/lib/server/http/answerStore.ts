import { isNotModified } from "@offprint/daily";

interface Kept {
  body: string;
  headers: Headers;
  until: number;
}

export interface AnswerStoreOptions {
  /** How long an answer is good. */
  seconds: number;
  /** Answers kept at most; the oldest go first. */
  most: number;
  /** Characters of an answer that is kept, at most; a page may have five times as many, since it has pictures. */
  longest: number;
}

/** Characters of all that is kept, at most. */
const longestTogether = 20_000_000;

/** Pages of lists, whose papers are looked up once in as many seconds anyway. */
const listPage = /^\/(|trending|(day|week|month|categories)\/[^/]+)$/;

/**
 * Keeps public answers and pages of lists for some seconds, so that many who ask for the same cost as much as one.
 */
export function answerStore({ seconds, most, longest }: AnswerStoreOptions, now: () => number = Date.now) {
  const store = new Map<string, Kept>();
  let together = 0;
  const drop = (key: string) => {
    together -= store.get(key)?.body.length ?? 0;
    store.delete(key);
  };
  const put = (key: string, kept: Kept) => {
    drop(key);
    store.set(key, kept);
    together += kept.body.length;
    while (store.size > most || together > longestTogether) drop(store.keys().next().value!);
  };
  return {
    /** The answer to this request, or null. */
    find(request: Request): Response | null {
      const key = keyOf(request);
      const kept = key === null ? undefined : store.get(key);
      if (key === null || !kept) return null;
      if (kept.until <= now()) {
        drop(key);
        return null;
      }
      return answerWith(kept, request);
    },
    /** Keeps an answer that anybody may have, and gives it back. */
    async keep(request: Request, response: Response): Promise<Response> {
      const key = keyOf(request);
      const isWhole =
        response.status === 200 && response.headers.has("etag") && !response.headers.has("set-cookie");
      const isList = isPage(response) && listPage.test(new URL(request.url).pathname);
      if (key === null || !isWhole || !(isList || isPublic(response))) return response;
      const body = await response.text();
      const headers = new Headers(response.headers);
      if (body.length <= (isList ? 5 : 1) * longest)
        put(key, { body, headers, until: now() + seconds * 1000 });
      return new Response(body, { headers: new Headers(headers) });
    },
  };
}

/**
 * What an answer is kept under; null if it is not. Pages are in the reader's colours, so there must be no doubt which
 * those are; other answers are the same for all.
 */
function keyOf({ method, url, headers }: Request): string | null {
  if (method !== "GET") return null;
  const cookies = headers.get("cookie");
  if (cookies === null || !listPage.test(new URL(url).pathname)) return url;
  const theme = /^theme=(light|dark)$/.exec(cookies)?.[1];
  return theme === undefined ? null : `${url} ${theme}`;
}

function answerWith(kept: Kept, { headers: asked }: Request): Response {
  const headers = new Headers(kept.headers);
  const modified = headers.get("last-modified");
  const conditions = {
    ifNoneMatch: asked.get("if-none-match"),
    ifModifiedSince: asked.get("if-modified-since"),
  };
  const current = { etag: headers.get("etag")!, modified: modified ? new Date(modified) : null };
  if (!isNotModified(conditions, current)) return new Response(kept.body, { headers });
  headers.delete("content-type");
  // As the whole answer has it, once it is compressed for those who take that.
  headers.append("vary", "accept-encoding");
  return new Response(null, { status: 304, headers });
}

const isPage = ({ headers }: Response) => headers.get("content-type")?.startsWith("text/html") ?? false;

/** Pages are not, whatever they say: they are in the reader's colours. */
const isPublic = (response: Response) =>
  !isPage(response) && (response.headers.get("cache-control")?.startsWith("public") ?? false);
