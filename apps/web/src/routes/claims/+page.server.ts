import { listedClaimsOf, loadPapers } from "#lib/server/papers.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => {
  const papers = await loadPapers();
  const newestFirst = papers.sort(
    (a, b) => b.card.month.localeCompare(a.card.month) || a.card.title.localeCompare(b.card.title),
  );
  return { claims: newestFirst.flatMap(listedClaimsOf) };
};
