import { exportQuery, operations } from "@offprint/daily";
import type { PageServerLoad } from "./$types";

interface Parameter {
  name: string;
  about: string;
}

function parametersOf(query: { shape: Record<string, unknown> }): Parameter[] {
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    about: (schema as { meta(): { description?: string } | undefined }).meta()?.description ?? "",
  }));
}

export const load: PageServerLoad = ({ url }) => {
  const reads = operations.map(({ id, path, summary, description = "", query }) => ({
    id,
    path,
    summary,
    description,
    parameters: parametersOf(query),
    example: path === "/search" ? `${path}?q=rank` : path.replace("{id}", "rankme"),
  }));
  const citations = {
    id: "exportCitations",
    path: "/export",
    summary: "Citations of papers, of a day or of a whole search, as a file",
    description: "",
    parameters: parametersOf(exportQuery),
    example: "/export?ids=rankme",
  };
  return { origin: url.origin, reads: [...reads, citations] };
};
