import type { LinkKind } from "../database/schema.ts";
import type { LinkRecord } from "./paperRecord.ts";

const address = /\bhttps?:\/\/[^\s<>"'`{}|\\^$]+/gi;
const longest = 500;

const kindOfHost: [RegExp, LinkKind][] = [
  [/^(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com|sr\.ht|gist\.github\.com)$/, "code"],
  [/^anonymous\.4open\.science$/, "code"],
  [/^(zenodo\.org|figshare\.com|dataverse\.harvard\.edu|osf\.io|www\.kaggle\.com|kaggle\.com)$/, "data"],
  [/\.(github\.io|gitlab\.io|pages\.dev|netlify\.app|vercel\.app)$|^sites\.google\.com$/, "project"],
];

/** Code, project pages and data that a text names by address. Addresses of the paper itself are left out. */
export function findLinks(text: string, origin: string): LinkRecord[] {
  const urls = (text.match(address) ?? []).map(tidy).filter((url) => url !== null);
  return [...new Set(urls)].map((url) => ({ url, kind: kindOf(new URL(url)), origin }));
}

function tidy(text: string): string | null {
  const url = URL.parse(text.replace(/[.,;:!?)\]*~]+$/, ""));
  if (!url || url.href.length > longest || url.username !== "" || !url.hostname.includes(".")) return null;
  if (/(^|\.)(arxiv\.org|doi\.org)$/.test(url.hostname)) return null;
  return url.href;
}

function kindOf(url: URL): LinkKind {
  if (url.hostname === "huggingface.co") {
    if (url.pathname.startsWith("/datasets/")) return "data";
    return url.pathname.startsWith("/spaces/") ? "demo" : "model";
  }
  return kindOfHost.find(([host]) => host.test(url.hostname))?.[1] ?? "project";
}
