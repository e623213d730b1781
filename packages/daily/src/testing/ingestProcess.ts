/** A process that ingests and can be killed: reads what to do as JSON from its first argument. */
import { arxivCalendar } from "../ingest/announcements.ts";
import { ensureDefaultChannel } from "../channels/channels.ts";
import { type DatabasePlace, openDatabase } from "../database/openDatabase.ts";
import { type ArxivAddresses, makeIngestContext } from "../ingest/context.ts";
import { fillPapers } from "../ingest/fillPapers.ts";
import { harvestCategory } from "../ingest/harvest.ts";
import { pullListing } from "../ingest/pullListings.ts";
import { fakeClock } from "./fakeClock.ts";

export interface IngestTask {
  place: DatabasePlace;
  addresses: ArxivAddresses;
  /** What its clock shows: waiting takes no time. */
  now: string;
}

const task = JSON.parse(process.argv[2]!) as IngestTask;
const open = await openDatabase(task.place);
const settings = {
  addresses: task.addresses,
  userAgent: "Offprint/test",
  zone: "UTC",
  calendar: arxivCalendar,
};
const context = makeIngestContext(open.db, settings, { clock: fakeClock(task.now) });
await ensureDefaultChannel(open.db);
await pullListing(context, "cs.LG");
await harvestCategory(context, "cs.LG", "2026-01-01");
while ((await fillPapers(context)).more);
await context.fetch.close();
await open.close();
