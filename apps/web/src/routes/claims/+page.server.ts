import { listedClaimsOf, loadPapers } from "#lib/server/papers.ts";
import { claimsShared, shareTags } from "#lib/server/share.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ url }) => {
  const papers = await loadPapers();
  const newestFirst = papers.sort(
    (a, b) => b.card.month.localeCompare(a.card.month) || a.card.title.localeCompare(b.card.title),
  );
  return { claims: newestFirst.flatMap(listedClaimsOf), share: shareTags(url, claimsShared) };
};
