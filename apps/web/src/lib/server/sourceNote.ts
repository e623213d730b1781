import { type Database, sourceStatuses } from "@offprint/daily";
import { dayName } from "#lib/paper.ts";

/** A single failure is nothing to speak of. */
const fewFailures = 2;

/** What to say where arXiv could not be reached the last time; null where it could, or was never asked. */
export async function sourceNote(db: Database): Promise<string | null> {
  const failing = (await sourceStatuses(db)).find(({ failures }) => failures >= fewFailures);
  if (!failing) return null;
  const since = failing.lastGoodAt ? ` since ${dayName(failing.lastGoodAt.toISOString())}` : "";
  return `arXiv has not answered${since}: showing what is here.`;
}
