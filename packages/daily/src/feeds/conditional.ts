import { createHash } from "node:crypto";

/** A strong validator of a text: equal for equal texts only. */
export function etagOf(text: string): string {
  return `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
}

/** What a request says of the copy it has. */
export interface Conditions {
  ifNoneMatch: string | null;
  ifModifiedSince: string | null;
}

/** True if the copy is still right, so that the answer is 304 (RFC 9110, sections 13.1.2 and 13.1.3). */
export function isNotModified(
  { ifNoneMatch, ifModifiedSince }: Conditions,
  current: { etag: string; modified: Date | null },
): boolean {
  if (ifNoneMatch !== null) return matchesEtag(ifNoneMatch, current.etag);
  if (ifModifiedSince === null || current.modified === null) return false;
  const since = Date.parse(ifModifiedSince);
  return Math.floor(current.modified.getTime() / 1000) * 1000 <= since;
}

/** Weak comparison with a list of validators, or with "*". */
function matchesEtag(list: string, etag: string): boolean {
  if (list.trim() === "*") return true;
  const bare = (tag: string) => tag.replace(/^W\//, "");
  return (list.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => bare(tag) === bare(etag));
}
