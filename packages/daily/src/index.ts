/** The Daily Papers service: catalogue, ingest, channels, jobs and their database. No HTTP, no pages. */
export type { Database } from "./database/handle.ts";
export { openDatabase, type DatabasePlace, type OpenDatabase } from "./database/openDatabase.ts";
export {
  linkKinds,
  verdicts,
  type ClaimState,
  type Detail,
  type LinkKind,
  type Precision,
} from "./database/schema.ts";
export * from "./errors.ts";

export * from "./catalogue/cursor.ts";
export * from "./catalogue/implementations.ts";
export * from "./catalogue/lists.ts";
export type { AuthorRecord, LinkRecord, PaperRecord, VersionRecord } from "./catalogue/paperRecord.ts";
export * from "./catalogue/papers.ts";
export { storePapers, withdrawPapers, type StoreItem, type StoreResult } from "./catalogue/storePapers.ts";

export { channelRuleSchema, readChannelRule, type ChannelRule } from "./channels/channelRule.ts";
export * from "./channels/channels.ts";

export * from "./time/days.ts";
export { dayIn } from "./time/zones.ts";
