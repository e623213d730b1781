import { findPaperAt, viewPaper } from "#lib/server/paperView.ts";
import { withService } from "#lib/server/service.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ params, url }) =>
  withService(async (service) => {
    const paper = await findPaperAt(service.db, `${params.archive}/${params.number}`);
    return { view: await viewPaper(service, paper, url.origin, url.searchParams) };
  });
