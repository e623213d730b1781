import { viewLatestDay } from "#lib/server/dayView.ts";
import { cardOfPaper } from "#lib/card.ts";
import { sumVerdicts } from "#lib/paper.ts";
import { keptList } from "#lib/server/listOptions.ts";
import { loadPapers, summaryOf } from "#lib/server/papers.ts";
import { withDatabase } from "#lib/server/service.ts";
import { frontShared, shareTags } from "#lib/server/share.ts";
import { sourceNote } from "#lib/server/sourceNote.ts";
import type { PageServerLoad } from "./$types";

/** The latest day; the collection where there is none yet. */
export const load: PageServerLoad = async ({ url }) => {
  const { view, note } = await keptList(url, () =>
    withDatabase(async (db) => ({
      view: await viewLatestDay(db, url.searchParams),
      note: await sourceNote(db),
    })),
  );
  const share = shareTags(url, frontShared);
  if (view) return { view, note, collection: null, share };
  const papers = (await loadPapers()).map(summaryOf);
  const claims = sumVerdicts(papers.map((paper) => paper.verdicts));
  return { view, note, share, collection: { cards: papers.map(cardOfPaper), claims } };
};
