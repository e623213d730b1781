import type { Card } from "@offprint/papers";

/** Venue and year; many a venue has the year in its name. */
export function formatVenue({ venue, year }: Card): string {
  return venue.includes(String(year)) ? venue : `${venue}, ${year}`;
}
