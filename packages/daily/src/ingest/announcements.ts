import { addDays, weekday } from "../time/days.ts";
import { dayIn, momentIn, wallTime } from "../time/zones.ts";

/** Where arXiv's clocks stand. */
export const arxivZone = "America/New_York";

/** When arXiv announces papers; a host can correct it when a year's holidays become known. */
export interface AnnouncementCalendar {
  /** Evenings (by arXiv's clock) on which nothing is announced although the week's rhythm says so. */
  holidays: readonly string[];
}

export const arxivCalendar: AnnouncementCalendar = {
  holidays: [
    "2026-01-01",
    "2026-01-19",
    "2026-06-19",
    "2026-07-03",
    "2026-09-07",
    "2026-11-26",
    "2026-12-25",
    "2026-12-29",
    "2026-12-31",
  ],
};

const deadline = 14 * 60;

/** True if papers are announced that evening, by arXiv's clock: Sunday to Thursday, but for holidays. */
export function isAnnouncementEvening(day: string, calendar = arxivCalendar): boolean {
  const isInRhythm = weekday(day) <= 4 || weekday(day) === 7;
  return isInRhythm && !calendar.holidays.includes(day);
}

/** True if a new listing is published at the beginning of that day, by arXiv's clock. */
export function isListingDay(day: string, calendar = arxivCalendar): boolean {
  return isAnnouncementEvening(addDays(day, -1), calendar);
}

/**
 * When the listing with a paper is published: midnight by arXiv's clock after the evening of its announcement. Papers
 * wait for 14:00 of a working day; those of Thursday to Friday come on Sunday, those of the weekend on Monday. (A
 * paper that moderators look at comes later: this is the earliest moment.)
 */
export function listingMoment(submittedAt: Date, calendar = arxivCalendar): Date {
  const { day, minutes } = wallTime(submittedAt, arxivZone);
  let closing = minutes < deadline ? day : addDays(day, 1);
  while (weekday(closing) > 5) closing = addDays(closing, 1);
  // What closes on Friday is announced on Sunday.
  let evening = weekday(closing) === 5 ? addDays(closing, 2) : closing;
  while (!isAnnouncementEvening(evening, calendar)) evening = addDays(evening, 1);
  return momentIn(addDays(evening, 1), 0, arxivZone);
}

/** The day whose listing is the newest one at a moment, by arXiv's clock. */
export function newestListingDay(now: Date, calendar = arxivCalendar): string {
  let day = dayIn(now, arxivZone);
  while (!isListingDay(day, calendar)) day = addDays(day, -1);
  return day;
}
