import type { rateLimiter, RateState } from "@offprint/daily";
import { openService } from "../service.ts";
import { logProblem } from "./log.ts";

/** Milliseconds from one complaint to the next. */
const pauseBetweenComplaints = 60_000;
let complainedAt = -Infinity;

/**
 * Asks a limiter, which all processes of this site share by their database. Where that is away nobody is refused: what
 * is limited needs the database as well.
 */
export async function takeShared(
  limiter: ReturnType<typeof rateLimiter>,
  client: string,
): Promise<RateState | null> {
  try {
    const { db } = await openService();
    return await limiter(db, client);
  } catch (reason) {
    if (performance.now() - complainedAt > pauseBetweenComplaints) {
      complainedAt = performance.now();
      logProblem("requests are not limited at present", reason);
    }
    return null;
  }
}
