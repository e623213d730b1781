import { InvalidInputError } from "../errors.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** The clock on the wall of a time zone. */
export interface WallTime {
  /** "YYYY-MM-DD" */
  day: string;
  /** Minutes since midnight. */
  minutes: number;
}

/**
 * What a clock in that zone shows.
 * @param zone IANA name, e.g. "America/New_York"
 * @throws InvalidInputError for a zone that is not known
 */
export function wallTime(moment: Date, zone: string): WallTime {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    minutes: 60 * Number(parts.hour) + Number(parts.minute),
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const format = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, format);
    return format;
  } catch {
    throw new InvalidInputError("time zone", "an IANA name such as Europe/Berlin", zone);
  }
}

/** The calendar day in that zone. */
export function dayIn(moment: Date, zone: string): string {
  return wallTime(moment, zone).day;
}

/** The moment at which a clock in that zone shows this day and time; skipped times count as if they were there. */
export function momentIn(day: string, minutes: number, zone: string): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  // Twice, so that the offset is the one of the moment sought and not of a first guess beside a change of clocks.
  let moment = wanted;
  for (let round = 0; round < 2; round++) moment = wanted - offsetAt(new Date(moment), zone);
  return new Date(moment);
}

function offsetAt(moment: Date, zone: string): number {
  const { day, minutes } = wallTime(moment, zone);
  const shown = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  return shown - Math.floor(moment.getTime() / 60_000) * 60_000;
}
