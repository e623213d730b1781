import { viewMonth } from "#lib/server/dayView.ts";
import { keptList } from "#lib/server/listOptions.ts";
import { withDatabase } from "#lib/server/service.ts";
import { shareSpan } from "#lib/server/share.ts";
import { sourceNote } from "#lib/server/sourceNote.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ params: { month }, url }) => {
  const list = await keptList(url, () =>
    withDatabase(async (db) => ({
      view: await viewMonth(db, month, url.searchParams),
      note: await sourceNote(db),
    })),
  );
  return { ...list, share: shareSpan(url, list.view) };
};
