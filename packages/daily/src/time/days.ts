import { InvalidInputError } from "../errors.ts";

/** Days are texts "YYYY-MM-DD"; weeks are ISO weeks "2026-W01"; months are "2026-01". */
const dayLength = 24 * 3600 * 1000;

/** First and last day of a span, both included. */
export interface Days {
  from: string;
  to: string;
}

/**
 * Checks a day from outside.
 * @throws InvalidInputError unless it is a day of the calendar between 1991 and 2199
 */
export function readDay(text: string, argument = "day"): string {
  const isDay = /^(199[1-9]|2[01]\d\d)-\d\d-\d\d$/.test(text) && dayOf(momentOf(text)) === text;
  if (!isDay) throw new InvalidInputError(argument, "a day such as 2026-01-05", text);
  return text;
}

/** Midnight UTC of a day; an impossible day gives another one or an invalid date. */
function momentOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function dayOf(moment: Date): string {
  return Number.isNaN(moment.getTime()) ? "" : moment.toISOString().slice(0, 10);
}

/** The day so many days later (or earlier). */
export function addDays(day: string, count: number): string {
  return dayOf(new Date(momentOf(day).getTime() + count * dayLength));
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(day: string): number {
  return momentOf(day).getUTCDay() || 7;
}

/** The ISO week of a day: the one that its Thursday's year counts. */
export function weekOf(day: string): string {
  const thursday = addDays(day, 4 - weekday(day));
  const year = thursday.slice(0, 4);
  const number =
    Math.floor((momentOf(thursday).getTime() - momentOf(`${year}-01-01`).getTime()) / dayLength / 7) + 1;
  return `${year}-W${String(number).padStart(2, "0")}`;
}

/**
 * Monday to Sunday of an ISO week.
 * @throws InvalidInputError
 */
export function daysOfWeek(week: string): Days {
  const match = /^(199[1-9]|2[01]\d\d)-W(\d\d)$/.exec(week);
  // The fourth of January is always in week 1.
  const first = match && addDays(`${match[1]}-01-04`, 1 - weekday(`${match[1]}-01-04`));
  const from = first && addDays(first, 7 * (Number(match[2]) - 1));
  if (!from || weekOf(from) !== week)
    throw new InvalidInputError("week", "an ISO week such as 2026-W01", week);
  return { from, to: addDays(from, 6) };
}

/**
 * First to last day of a month.
 * @throws InvalidInputError
 */
export function daysOfMonth(month: string): Days {
  if (!/^(199[1-9]|2[01]\d\d)-(0[1-9]|1[0-2])$/.test(month)) {
    throw new InvalidInputError("month", "a month such as 2026-01", month);
  }
  const from = `${month}-01`;
  const next = `${addDays(from, 31).slice(0, 7)}-01`;
  return { from, to: addDays(next, -1) };
}
