import { openApi } from "@offprint/daily";
import type { PageServerLoad } from "./$types";

/** What this page shows of the description of the API. */
interface Described {
  paths: Record<
    string,
    {
      get: {
        operationId: string;
        summary: string;
        description?: string;
        parameters: { name: string; in: string; description?: string; schema: { enum?: string[] } }[];
      };
    }
  >;
}

/** Questions that give an answer; the others need nothing. */
const questions: Record<string, string> = { "/search": "?q=rank", "/export": "?ids=rankme" };

export const load: PageServerLoad = ({ url }) => {
  const { paths } = openApi(url.origin) as unknown as Described;
  const reads = Object.entries(paths).map(([path, { get }]) => ({
    id: get.operationId,
    path,
    summary: get.summary,
    description: get.description ?? "",
    parameters: get.parameters.map(({ name, description = "", schema }) => ({
      name,
      about: [description, schema.enum && `One of ${schema.enum.join(", ")}`].filter(Boolean).join(". "),
    })),
    example: path.replace("{id}", "rankme") + (questions[path] ?? ""),
  }));
  return { origin: url.origin, reads };
};
