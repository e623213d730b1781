import {
  countByDay,
  type Database,
  dayStatus,
  type Days,
  daysOfMonth,
  daysOfWeek,
  latestDay,
  NotFoundError,
  rankDay,
  type RankedPaper,
  rankSpan,
  rankTrending,
  readDay,
} from "@offprint/daily";
import { counted, monthName, sumVerdicts } from "#lib/paper.ts";
import { claimsOf, loadPapers, pictureOf, verdictCountsOf } from "../papers.ts";
import { longDayName, weekTitle } from "../dayView.ts";
import { timeZone } from "../service.ts";
import { describeListed } from "./describePaper.ts";
import { type ListImage, tilePictureSize } from "./listImage.ts";

/** Papers of a list that its image names. */
const limit = 3;

/** @throws InvalidInputError, NotFoundError for a day without papers */
export async function describeDay(db: Database, day: string): Promise<ListImage> {
  const { papers, state } = await dayStatus(db, readDay(day), { zone: timeZone(), now: new Date() });
  const { items } = await rankDay(db, day, { limit });
  return ranked(
    {
      eyebrow: "Daily papers",
      title: longDayName(day),
      count: counted(papers, "paper") + (state === "coming in" ? " so far" : ""),
    },
    items,
  );
}

/** The latest complete day's; before the first day, the collection's. */
export async function describeFront(db: Database): Promise<ListImage> {
  const latest = await latestDay(db, { zone: timeZone(), now: new Date() });
  return latest ? describeDay(db, latest.day) : describeCollection();
}

/** @throws InvalidInputError, NotFoundError for a week without papers */
export function describeWeek(db: Database, week: string): Promise<ListImage> {
  const days = daysOfWeek(week);
  return describeSpan(db, days, { eyebrow: "Papers of the week", title: weekTitle(week, days) });
}

/** @throws InvalidInputError, NotFoundError for a month without papers */
export function describeMonth(db: Database, month: string): Promise<ListImage> {
  return describeSpan(db, daysOfMonth(month), { eyebrow: "Papers of the month", title: monthName(month) });
}

async function describeSpan(
  db: Database,
  days: Days,
  head: Pick<ListImage, "eyebrow" | "title">,
): Promise<ListImage> {
  const counts = await countByDay(db, days);
  const papers = counts.reduce((sum, day) => sum + day.papers, 0);
  const { items } = await rankSpan(db, days, { limit });
  return ranked({ ...head, count: counted(papers, "paper") }, items);
}

/** @throws NotFoundError where nothing is ranked yet */
export async function describeTrending(db: Database): Promise<ListImage> {
  const { items } = await rankTrending(db, { limit });
  const count = "What to look at now, with the reason for each place";
  return ranked({ eyebrow: "Daily papers you can run", title: "Trending papers", count }, items);
}

async function ranked(
  head: Pick<ListImage, "eyebrow" | "title" | "count">,
  items: RankedPaper[],
): Promise<ListImage> {
  if (items.length === 0) throw new NotFoundError("There are no papers in this list.");
  const papers = await Promise.all(items.map(describeListed));
  return { ...head, papers, verdicts: null };
}

/** The papers that run here, the newest with their pictures. */
export async function describeCollection(): Promise<ListImage> {
  const papers = await loadPapers();
  const newest = papers
    .filter(({ results }) => results)
    .sort((a, b) => b.card.month.localeCompare(a.card.month))
    .slice(0, limit);
  return {
    eyebrow: "Daily papers you can run",
    title: "Papers you can run",
    count: counted(papers.length, "paper"),
    papers: newest.map((paper) => ({
      title: paper.card.title,
      authors: { names: paper.card.authors, total: paper.card.authors.length },
      picture: pictureOf(paper, tilePictureSize)?.svg,
    })),
    verdicts: sumVerdicts(papers.map(verdictCountsOf)),
  };
}

/** All claims of the papers that run here. */
export async function describeClaims(): Promise<ListImage> {
  const papers = await loadPapers();
  const claims = papers.flatMap(claimsOf);
  return {
    ...(await describeCollection()),
    title: "Claims, re-tested in the open",
    count: counted(claims.length, "claim"),
  };
}
