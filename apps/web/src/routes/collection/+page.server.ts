import { loadPapers, summaryOf } from "#lib/server/papers.ts";
import { collectionShared, shareTags } from "#lib/server/share.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ url }) => ({
  papers: (await loadPapers()).map(summaryOf),
  share: shareTags(url, collectionShared),
});
