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

export { categoryName, groupCategories, type CategoryGroup } from "./catalogue/categories.ts";
export * from "./catalogue/cursor.ts";
export * from "./catalogue/implementations.ts";
export * from "./catalogue/lists.ts";
export type { AuthorRecord, LinkRecord, PaperRecord, VersionRecord } from "./catalogue/paperRecord.ts";
export * from "./catalogue/papers.ts";
export * from "./catalogue/dayStatus.ts";
export { seedCollection, type CollectionPaper, type SeedResult } from "./catalogue/seedCollection.ts";
export { storePapers, withdrawPapers, type StoreItem, type StoreResult } from "./catalogue/storePapers.ts";

export { channelRuleSchema, readChannelRule, type ChannelRule } from "./channels/channelRule.ts";
export * from "./channels/channels.ts";

export {
  makeIngestContext,
  readIngestSettings,
  arxivAddresses,
  type ArxivAddresses,
  type IngestContext,
  type IngestSettings,
} from "./ingest/context.ts";
export { readPaperReference, type ArxivIdentifier } from "./ingest/arxivIdentifier.ts";
export { fillPapers, type FillResult } from "./ingest/fillPapers.ts";
export { harvestCategory, type HarvestProgress, type HarvestResult } from "./ingest/harvest.ts";
export { ingestPapers, type IngestResult } from "./ingest/ingestPapers.ts";
export { pullListing, wantedCategories, type PullResult } from "./ingest/pullListings.ts";
export { sourceStatuses, type SourceStatus } from "./ingest/sourceQueue.ts";
export {
  ingestJobNames,
  ingestJobs,
  sendDueIngest,
  type IngestEvent,
  type IngestJobContext,
} from "./jobs/ingestJobs.ts";
export * from "./jobs/jobQueue.ts";
export { systemClock, type Clock } from "./net/clock.ts";
export * from "./net/errors.ts";
export {
  guardedFetch,
  type Answer,
  type FetchLimits,
  type GuardedFetch,
  type GuardOptions,
} from "./net/guardedFetch.ts";

export * from "./time/days.ts";
export { dayIn } from "./time/zones.ts";

export * from "./ranking/rankPapers.ts";
export { rankNote, rankReasons } from "./ranking/rankReasons.ts";
export type { Highlights } from "./search/highlight.ts";
export { havings, type PaperFilter } from "./search/paperFilter.ts";
export { parseSearch, type ParsedSearch, type SearchProblem } from "./search/parseSearch.ts";
export { plainTex } from "./search/plainTex.ts";
export * from "./search/searchPapers.ts";
export type { SemanticSearch } from "./search/semanticSearch.ts";
export * from "./search/similarPapers.ts";
export { suggest } from "./search/suggest.ts";

export { citationFormats, type CitationFormatName } from "./cite/citationFormats.ts";
export { claimBadge, paperBadge } from "./claims/badge.ts";
export * from "./claims/claims.ts";
export { atomFeed } from "./feeds/atomFeed.ts";
export { etagOf, isNotModified } from "./feeds/conditional.ts";
export { paperEntry, verdictEntry } from "./feeds/entries.ts";
export { type Feed, type FeedEntry, type FeedFormat, feedTypes } from "./feeds/feed.ts";
export { jsonFeed } from "./feeds/jsonFeed.ts";
export { rssFeed } from "./feeds/rssFeed.ts";
export * from "./feeds/siteFiles.ts";
export {
  countRequest,
  pruneRateWindows,
  rateLimiter,
  type RatePolicy,
  type RateState,
} from "./limits/rateLimit.ts";
export * from "./links/paperLinks.ts";
export { jsonLdScript, paperJsonLd } from "./metadata/jsonLd.ts";
export { highwireTags, openGraphTags, pageOpenGraphTags, type PropertyTag } from "./metadata/pageTags.ts";

export { exportCitations, exportQuery, readExportQuery } from "./api/citations.ts";
export { findPaperByName } from "./api/findByName.ts";
export { openApi } from "./api/openApi.ts";
export * from "./api/operations.ts";
export { feedQuery, queryText, readQuery, suggestQuery } from "./api/readQuery.ts";
export { toPaper } from "./api/toPaper.ts";
export type { Method } from "./schemas/method.ts";

export type { CitedPaper } from "./cite/citation.ts";
export { EmbeddingError, type EmbeddingProvider } from "./embeddings/embeddingProvider.ts";
export { embedPapers, isModelReady } from "./embeddings/embedPapers.ts";
export {
  openEmbeddingProvider,
  readEmbeddingSettings,
  type EmbeddingSettings,
} from "./embeddings/openEmbeddingProvider.ts";
export { openSemanticSearch } from "./embeddings/openSemanticSearch.ts";
export { escapeXml } from "./feeds/xml.ts";
export * from "./jobs/readingJobs.ts";
export * from "./ranking/hot.ts";
export { refreshHot, type HotScope } from "./ranking/refreshHot.ts";

export { paperMarkdown } from "./api/paperMarkdown.ts";
export { countSitemapParts, sitemapPapers } from "./catalogue/sitemapPapers.ts";
export { startWorker, type WorkerOptions } from "./jobs/startWorker.ts";
