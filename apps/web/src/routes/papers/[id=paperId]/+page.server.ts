import { findPaperAt, viewPaper } from "#lib/server/paperView.ts";
import { withDatabase } from "#lib/server/service.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ params, url }) =>
  withDatabase(async (db) => {
    const paper = await findPaperAt(db, params.id);
    return { view: await viewPaper(db, paper, url.origin, url.searchParams) };
  });
