import {
  addDays,
  type Database,
  dayIn,
  dayStatus,
  type DayState,
  type DayStatus,
  type Days,
  daysOfMonth,
  daysOfWeek,
  latestDay,
  neighbourDays,
  rankDay,
  rankSpan,
  readDay,
  weekOf,
} from "@offprint/daily";
import type { Card } from "#lib/card.ts";
import { dayName, monthName } from "#lib/paper.ts";
import type { Params } from "#lib/search.ts";
import { rankedCards } from "./cards.ts";
import { listOptions } from "./listOptions.ts";
import { timeZone } from "./service.ts";

/** A ranked list of a day, a week or a month, as its page shows it. */
export interface SpanView {
  title: string;
  span: "day" | "week" | "month";
  /** What stands behind "/day/", "/week/" or "/month/". */
  value: string;
  /** Lists that hold the day, or the first day of the span. */
  day: string;
  week: string;
  month: string;
  /** Of the day; null for longer spans. */
  status: { state: DayState; papers: number; asOf: string | null; waitingFor: string[] } | null;
  previous: string | null;
  next: string | null;
  /** How the papers are ranked, in words. */
  order: string;
  cards: Card[];
  cursor: string | null;
}

const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" });
/** "Monday 5 January 2026" */
export const longDayName = (day: string) => `${weekday.format(new Date(day))} ${dayName(day)}`;

/** The latest complete day, or null where no day has papers yet. */
export async function viewLatestDay(db: Database, params: Params): Promise<SpanView | null> {
  const status = await latestDay(db, { zone: timeZone(), now: new Date() });
  return status && viewDay(db, status, params);
}

/**
 * Any day.
 * @throws InvalidInputError
 */
export async function viewDayOf(db: Database, day: string, params: Params): Promise<SpanView> {
  return viewDay(db, await dayStatus(db, readDay(day), { zone: timeZone(), now: new Date() }), params);
}

async function viewDay(db: Database, status: DayStatus, params: Params): Promise<SpanView> {
  const { day, state, papers, waitingFor } = status;
  const page = await rankDay(db, day, { ...listOptions(params), timeZone: timeZone() });
  return {
    title: longDayName(day),
    span: "day",
    value: day,
    ...spansOf(day),
    status: { state, papers, waitingFor, asOf: status.asOf && timeText(status.asOf) },
    ...(await neighbourDays(db, day)),
    order:
      "Ranked by claims re-tested, then by what happened to the papers lately; there are no votes here yet. Each card says its reasons.",
    cards: await rankedCards(page.items),
    cursor: page.next,
  };
}

/** @throws InvalidInputError */
export async function viewWeek(db: Database, week: string, params: Params): Promise<SpanView> {
  const days = daysOfWeek(week);
  const title = weekTitle(week, days);
  return viewSpan(db, days, { title, span: "week", value: week }, weekOf, params);
}

export function weekTitle(week: string, days: Days): string {
  const [, number] = week.split("-W");
  return `Week ${Number(number)}, ${dayName(days.from)} to ${dayName(days.to)}`;
}

/** @throws InvalidInputError */
export async function viewMonth(db: Database, month: string, params: Params): Promise<SpanView> {
  const days = daysOfMonth(month);
  const head = { title: monthName(month), span: "month" as const, value: month };
  return viewSpan(db, days, head, (day) => day.slice(0, 7), params);
}

async function viewSpan(
  db: Database,
  days: Days,
  head: Pick<SpanView, "title" | "span" | "value">,
  spanOf: (day: string) => string,
  params: Params,
): Promise<SpanView> {
  const page = await rankSpan(db, days, { ...listOptions(params), timeZone: timeZone() });
  const after = addDays(days.to, 1);
  return {
    ...head,
    ...spansOf(days.from),
    status: null,
    order: `Ranked by claims that were first re-tested in this ${head.span}, then the newest first.`,
    previous: spanOf(addDays(days.from, -1)),
    next: after > dayIn(new Date(), timeZone()) ? null : spanOf(after),
    cards: await rankedCards(page.items),
    cursor: page.next,
  };
}

const spansOf = (day: string) => ({ day, week: weekOf(day), month: day.slice(0, 7) });

function timeText(at: Date): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: timeZone(),
    timeZoneName: "short",
  }).format(at);
}
