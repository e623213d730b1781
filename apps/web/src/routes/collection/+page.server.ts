import { loadPapers, summaryOf } from "#lib/server/papers.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => ({ papers: (await loadPapers()).map(summaryOf) });
