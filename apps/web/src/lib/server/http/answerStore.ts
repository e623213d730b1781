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
  /** Characters of an answer that is kept, at most. */
  longest: number;
}

/** Keeps public answers for some seconds, so that many who ask for the same cost as much as one. */
export function answerStore({ seconds, most, longest }: AnswerStoreOptions, now: () => number = Date.now) {
  const store = new Map<string, Kept>();
  return {
    /** The answer to this request, or null. */
    find({ method, url, headers: asked }: Request): Response | null {
      const kept = method === "GET" ? store.get(url) : undefined;
      if (!kept) return null;
      if (kept.until <= now()) {
        store.delete(url);
        return null;
      }
      const modified = kept.headers.get("last-modified");
      const conditions = {
        ifNoneMatch: asked.get("if-none-match"),
        ifModifiedSince: asked.get("if-modified-since"),
      };
      const current = { etag: kept.headers.get("etag")!, modified: modified ? new Date(modified) : null };
      const headers = new Headers(kept.headers);
      if (!isNotModified(conditions, current)) return new Response(kept.body, { headers });
      headers.delete("content-type");
      return new Response(null, { status: 304, headers });
    },
    /** Keeps an answer that anybody may have, and gives it back. */
    async keep({ method, url }: Request, response: Response): Promise<Response> {
      const isPublic = response.headers.get("cache-control")?.startsWith("public") ?? false;
      const isWhole = method === "GET" && response.status === 200 && response.headers.has("etag");
      // Pages differ by cookie, and each has a nonce of its own.
      const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
      if (!isWhole || !isPublic || isPage) return response;
      const body = await response.text();
      const headers = new Headers(response.headers);
      if (body.length <= longest) store.set(url, { body, headers, until: now() + seconds * 1000 });
      if (store.size > most) store.delete(store.keys().next().value!);
      return new Response(body, { headers: new Headers(headers) });
    },
  };
}
