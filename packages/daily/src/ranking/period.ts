import { InvalidInputError } from "../errors.ts";

/** A day, an ISO week or a month of lists. */
export interface Period {
  kind: "day" | "week" | "month";
  /** "2026-01-05", "2026-W02", "2026-01". */
  name: string;
  /** First and last day, both included. */
  from: string;
  to: string;
  /** Names of the neighbours. */
  previous: string;
  next: string;
}

const dayLength = 24 * 3600 * 1000;
const earliestYear = 1991;
const latestYear = 2999;

/**
 * Reads "2026-01-05", "2026-W02" or "2026-01".
 * @throws InvalidInputError
 */
export function readPeriod(text: string): Period {
  const period = readDay(text) ?? readWeek(text) ?? readMonth(text);
  if (!period) {
    throw new InvalidInputError(
      "period",
      'a day ("2026-01-05"), a week ("2026-W02") or a month ("2026-01")',
      text,
    );
  }
  return period;
}

/** True for a calendar day that exists, written "YYYY-MM-DD". */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isYear(text.slice(0, 4))) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && dayOf(time) === text;
}

/** The ISO week of a day: "2026-W01". */
export function isoWeekOf(day: string): string {
  const time = timeOf(day);
  // The week belongs to the year of its Thursday.
  const thursday = time + (4 - weekday(time)) * dayLength;
  const year = new Date(thursday).getUTCFullYear();
  const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * dayLength));
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** The day in a time zone, e.g. "UTC" or "Europe/Berlin". */
export function dayAt(at: Date, timeZone = "UTC"): string {
  return at.toLocaleDateString("sv-SE", { timeZone });
}

export function addDays(day: string, days: number): string {
  return dayOf(timeOf(day) + days * dayLength);
}

function readDay(text: string): Period | null {
  if (!isDay(text)) return null;
  return {
    kind: "day",
    name: text,
    from: text,
    to: text,
    previous: addDays(text, -1),
    next: addDays(text, 1),
  };
}

function readWeek(text: string): Period | null {
  const match = /^(\d{4})-W(\d{2})$/.exec(text);
  if (!match || !isYear(match[1]!)) return null;
  // 4 January is always in week 1.
  const first = Date.UTC(Number(match[1]), 0, 4);
  const monday = first - (weekday(first) - 1) * dayLength;
  const from = dayOf(monday + (Number(match[2]) - 1) * 7 * dayLength);
  if (isoWeekOf(from) !== text) return null;
  const [previous, next] = [isoWeekOf(addDays(from, -7)), isoWeekOf(addDays(from, 7))];
  return { kind: "week", name: text, from, to: addDays(from, 6), previous, next };
}

function readMonth(text: string): Period | null {
  if (!/^\d{4}-\d{2}$/.test(text) || !isDay(`${text}-01`)) return null;
  const [year, month] = text.split("-").map(Number) as [number, number];
  const to = dayOf(Date.UTC(year, month, 0));
  const neighbour = (months: number) => dayOf(Date.UTC(year, month - 1 + months, 1)).slice(0, 7);
  return { kind: "month", name: text, from: `${text}-01`, to, previous: neighbour(-1), next: neighbour(1) };
}

const isYear = (text: string) => Number(text) >= earliestYear && Number(text) <= latestYear;
const timeOf = (day: string) => Date.parse(`${day}T00:00:00Z`);
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
const weekday = (time: number) => new Date(time).getUTCDay() || 7;
