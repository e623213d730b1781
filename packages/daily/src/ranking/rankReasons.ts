import type { PaperSummary } from "../catalogue/papers.ts";
import { dayIn } from "../time/zones.ts";

/** What every ranked list says of itself. */
export const rankNote =
  "There are no votes here yet: papers rank by when they were listed, by claims re-tested (whatever the verdict) and by links to code, data or a project. Never by author or affiliation.";

type Facts = Pick<
  PaperSummary,
  "lab" | "links" | "listedOn" | "listedAt" | "publishedAt" | "publishedPrecision"
>;

/** Why a paper stands where it does, in words: "2 claims re-tested: 1 reproduced, 1 inconclusive", "code linked", … */
export function rankReasons(paper: Facts, now: Date, timeZone = "UTC"): string[] {
  return [...claimReasons(paper.lab), ...linkReasons(paper.links), dateReason(paper, now, timeZone)];
}

function claimReasons(lab: Facts["lab"]): string[] {
  if (!lab) return [];
  const { reproduced, contradicted, inconclusive } = lab.claims;
  const tested = reproduced + contradicted + inconclusive;
  if (tested === 0) return [];
  const parts = Object.entries({ reproduced, contradicted, inconclusive })
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  return [`${count(tested, "claim")} re-tested: ${parts.join(", ")}`];
}

function linkReasons(links: Facts["links"]): string[] {
  const kinds = [...new Set(links.map(({ kind }) => kind).filter((kind) => kind !== "other"))].sort();
  return kinds.length === 0 ? [] : [`${kinds.join(", ")} linked`];
}

function dateReason(
  { listedOn, listedAt, publishedAt, publishedPrecision }: Facts,
  now: Date,
  timeZone: string,
) {
  if (listedAt) return `listed ${ageText(listedAt, now, timeZone)}`;
  if (listedOn) return `listed on ${listedOn}`;
  const day = dayIn(publishedAt, "UTC");
  return publishedPrecision === "month" ? `submitted in ${day.slice(0, 7)}` : `submitted on ${day}`;
}

const hour = 3_600_000;

function ageText(at: Date, now: Date, timeZone: string): string {
  const age = now.getTime() - at.getTime();
  if (age >= 14 * 24 * hour || age < -hour) return `on ${dayIn(at, timeZone)}`;
  if (age >= 48 * hour) return `${Math.floor(age / (24 * hour))} days ago`;
  return age < hour ? "less than an hour ago" : `${Math.floor(age / hour)} h ago`;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
