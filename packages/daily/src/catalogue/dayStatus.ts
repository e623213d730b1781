import { and, desc, eq, inArray, lte, sql } from "drizzle-orm";
import { defaultChannel, findChannel } from "../channels/channels.ts";
import type { Database } from "../database/handle.ts";
import { channel, channelPaper, listing } from "../database/schema.ts";
import { type AnnouncementCalendar, arxivZone, newestListingDay } from "../ingest/announcements.ts";
import { dayIn, momentIn } from "../time/zones.ts";

/**
 * "complete": the listing is known to be whole; "coming in": it is the newest one and may still grow; "partial": the
 * day is over, but nobody confirmed that its list is whole; "empty": there is nothing.
 */
export type DayState = "complete" | "coming in" | "partial" | "empty";

export interface DayStatus {
  day: string;
  state: DayState;
  /** Papers in the channel's list. */
  papers: number;
  /** The last look at the day's listing; null: nobody looked, its papers came in another way. */
  asOf: Date | null;
  /** The channel's categories that are not known to be whole. */
  waitingFor: string[];
}

/** The instance's time zone and arXiv's calendar, the time, and the channel, if it is not the front page's. */
export interface DayContext {
  zone: string;
  calendar?: AnnouncementCalendar;
  now: Date;
  channel?: string;
}

/** How much of a channel's day is there. */
export async function dayStatus(db: Database, day: string, context: DayContext): Promise<DayStatus> {
  const slug = context.channel ?? defaultChannel;
  const categories = (await findChannel(db, slug))?.rule.categories ?? [];
  const papers = await countPapers(db, slug, day);
  const listings = await db
    .select({ category: listing.category, pulledAt: listing.pulledAt, completeAt: listing.completeAt })
    .from(listing)
    .where(
      and(eq(listing.day, day), categories.length > 0 ? inArray(listing.category, categories) : undefined),
    );
  const complete = new Set(listings.filter(({ completeAt }) => completeAt).map(({ category }) => category));
  const needed = categories.length > 0 ? categories : listings.map(({ category }) => category);
  const waitingFor = needed.filter((category) => !complete.has(category));
  const times = listings.map(({ pulledAt }) => pulledAt.getTime());
  return {
    day,
    state: stateOf({
      isEmpty: papers === 0,
      isSeen: listings.length > 0,
      isWhole: waitingFor.length === 0,
      isNewest: day >= newestDay(context),
    }),
    papers,
    asOf: times.length === 0 ? null : new Date(Math.max(...times)),
    waitingFor,
  };
}

async function countPapers(db: Database, slug: string, day: string): Promise<number> {
  const [row] = await db
    .select({ papers: sql<number>`count(*)::int` })
    .from(channelPaper)
    .innerJoin(channel, eq(channel.id, channelPaper.channelId))
    .where(and(eq(channel.slug, slug), eq(channelPaper.listedOn, day)));
  return row!.papers;
}

/** The day of the newest listing, by the instance's calendar. */
function newestDay({ now, zone, calendar }: DayContext): string {
  return dayIn(momentIn(newestListingDay(now, calendar), 0, arxivZone), zone);
}

function stateOf(day: { isEmpty: boolean; isSeen: boolean; isWhole: boolean; isNewest: boolean }): DayState {
  if (day.isEmpty && (!day.isSeen || day.isWhole)) return "empty";
  if (day.isSeen && day.isWhole) return "complete";
  if (day.isNewest) return "coming in";
  return day.isEmpty ? "empty" : "partial";
}

/** How many of a channel's latest days are looked at for a complete one. */
const daysBack = 10;

/**
 * The day of the front page: the latest complete one; if none of the last ones is, the latest with papers; null if
 * there is none.
 */
export async function latestDay(db: Database, context: DayContext): Promise<DayStatus | null> {
  const days = await db
    .selectDistinct({ day: channelPaper.listedOn })
    .from(channelPaper)
    .innerJoin(channel, eq(channel.id, channelPaper.channelId))
    .where(
      and(
        eq(channel.slug, context.channel ?? defaultChannel),
        lte(channelPaper.listedOn, dayIn(context.now, context.zone)),
      ),
    )
    .orderBy(desc(channelPaper.listedOn))
    .limit(daysBack);
  const statuses: DayStatus[] = [];
  for (const { day } of days) {
    const status = await dayStatus(db, day, context);
    if (status.state === "complete") return status;
    statuses.push(status);
  }
  return statuses[0] ?? null;
}
