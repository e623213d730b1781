import { InvalidInputError } from "../errors.ts";

/** An article, and the version of it that was named, if one was. */
export interface ArxivIdentifier {
  /** "2601.01230", "hep-th/9901001", "math/0611800": without version and subject class. */
  key: string;
  version: number | null;
}

const form =
  /^(?:arxiv:)?(?:(?<neo>\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})|(?<old>[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?\/\d{2}(?:0[1-9]|1[0-2])\d{3}))(?:v(?<version>[1-9]\d{0,3}))?$/i;

/** Longest text looked at: no identifier or address of one is longer. */
const longest = 300;

/** Reads "2601.01230v2", "arXiv:2601.01230", "math.CA/0611800"; null for anything else. */
export function parseArxivIdentifier(text: string): ArxivIdentifier | null {
  if (text.length > longest) return null;
  const groups = form.exec(text.trim())?.groups;
  if (!groups) return null;
  const version = groups.version === undefined ? null : Number(groups.version);
  if (groups.neo !== undefined) return hasRightLength(groups.neo) ? { key: groups.neo, version } : null;
  const [archive, number] = groups.old!.split("/");
  return { key: `${archive!.split(".")[0]!.toLowerCase()}/${number}`, version };
}

/** Numbers have four digits up to 2014 and five since; the scheme itself began in April 2007. */
function hasRightLength(key: string): boolean {
  const [month, number] = key.split(".");
  if (month! < "0704") return false;
  return number!.length === (month! >= "1501" ? 5 : 4);
}

const arxivHosts = new Set(["arxiv.org", "www.arxiv.org", "export.arxiv.org", "ar5iv.labs.arxiv.org"]);
const arxivPath = /^\/(?:abs|pdf|html|src)\/(.+?)(?:\.pdf)?\/?$/;

/** Where each host has the identifier in its paths. */
function pathPattern(host: string): RegExp | null {
  if (arxivHosts.has(host)) return arxivPath;
  if (host === "doi.org" || host === "dx.doi.org") return /^\/10\.48550\/arxiv\.(.+)$/i;
  if (host === "huggingface.co") return /^\/papers\/(.+?)\/?$/;
  if (host === "alphaxiv.org" || host === "www.alphaxiv.org") return /^\/abs\/(.+?)\/?$/;
  return null;
}

/**
 * Reads what people paste: an identifier, or an address of the paper at arXiv, doi.org, Hugging Face or alphaXiv.
 * @throws InvalidInputError
 */
export function readPaperReference(text: string): ArxivIdentifier {
  const wrong = () =>
    new InvalidInputError(
      "paper",
      'an arXiv identifier such as "2601.01230" or the address of a paper on arxiv.org',
      text,
    );
  const trimmed = text.trim();
  if (trimmed.length > longest) throw wrong();
  const plain = parseArxivIdentifier(trimmed);
  if (plain) return plain;
  const url = URL.parse(/^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  const match = url && pathPattern(url.hostname)?.exec(url.pathname);
  const found = match && parseArxivIdentifier(decode(match[1]!));
  if (!found) throw wrong();
  return found;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Year and month of the first announcement, as the key says. */
export function monthOfKey(key: string): { year: number; month: number } {
  const digits = key.includes("/") ? key.split("/")[1]! : key;
  const yy = Number(digits.slice(0, 2));
  const century = key.includes("/") && yy >= 91 ? 1900 : 2000;
  return { year: century + yy, month: Number(digits.slice(2, 4)) };
}
