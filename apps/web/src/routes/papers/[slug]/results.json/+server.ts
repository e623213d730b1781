import { loadPaper } from "#lib/server/papers.ts";
import { error } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";

/** Everything that the last verification measured. */
export const GET: RequestHandler = async ({ params }) => {
  const paper = await loadPaper(params.slug);
  if (!paper?.results) error(404, "There are no results under this name");
  return Response.json(paper.results);
};
