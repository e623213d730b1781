import { z } from "zod";
import { problemSchema } from "../schemas/problem.ts";
import { exportQuery } from "./citations.ts";
import { operations } from "./operations.ts";

type Json = Record<string, unknown>;

/** The description of the API (OpenAPI 3.1), made from the schemas that its answers and parameters are checked by. */
export function openApi(origin: string): Json {
  const schemas: Record<string, Json> = {};
  const paths: Record<string, Json> = {};
  const problem = reference(problemSchema, schemas);
  for (const { id, path, summary, description, query, answer } of operations) {
    const content = { "application/json": { schema: reference(answer, schemas) } };
    paths[path] = {
      get: {
        operationId: id,
        summary,
        ...(description && { description }),
        parameters: [...pathParameters(path), ...queryParameters(query)],
        responses: { "200": { description: "What was asked for", content }, ...failures(problem, path) },
      },
    };
  }
  paths["/export"] = {
    get: {
      operationId: "exportCitations",
      summary: "Citations of papers, of a day or of a whole search, as a file",
      parameters: queryParameters(exportQuery),
      responses: {
        "200": {
          description: "A file of citations",
          content: Object.fromEntries(
            [
              "application/x-bibtex",
              "application/vnd.citationstyles.csl+json",
              "application/x-research-info-systems",
            ].map((type) => [type, { schema: { type: "string" } }]),
          ),
        },
        ...failures(problem, "/export"),
      },
    },
  };
  return {
    openapi: "3.1.0",
    info: {
      title: "Offprint",
      version: "1",
      summary: "Papers, their claims, and what became of them",
      description:
        "Everything can be read without a key. Lists come in pages: pass `next` of one page as `cursor` to get the " +
        "next. 60 requests a minute, 30 of them searches.",
      license: { name: "Apache 2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: `${origin}/api/v1` }],
    paths,
    components: { schemas },
  };
}

/** Adds a schema, and those it stands on, to the components. */
function reference(schema: z.ZodType, schemas: Record<string, Json>): Json {
  const { $schema: _, $defs = {}, ...own } = rewrite(z.toJSONSchema(schema)) as Json;
  Object.assign(schemas, $defs);
  const { id, ...rest } = own;
  for (const [name, part] of Object.entries($defs as Record<string, Json>)) schemas[name] = withoutId(part);
  if (typeof id !== "string") return rest;
  schemas[id] = rest;
  return { $ref: `#/components/schemas/${id}` };
}

function withoutId({ id: _, ...rest }: Json): Json {
  return rest;
}

function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === "$ref" ? String(part).replace("#/$defs/", "#/components/schemas/") : rewrite(part),
    ]),
  );
}

function pathParameters(path: string): Json[] {
  if (!path.includes("{id}")) return [];
  const description = "arXiv identifier, or the slug of a paper that runs here";
  return [{ name: "id", in: "path", required: true, description, schema: { type: "string" } }];
}

function queryParameters(query: z.ZodObject): Json[] {
  const { properties = {} } = z.toJSONSchema(query, { io: "output", unrepresentable: "any" });
  return Object.entries(properties as Record<string, Json>).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: false,
    ...(description !== undefined && { description }),
    schema,
  }));
}

function failures(problem: Json, path: string): Json {
  const content = { "application/problem+json": { schema: problem } };
  return {
    "400": { description: "A parameter cannot be used", content },
    ...(path.includes("{id}") && { "404": { description: "There is no such paper", content } }),
    "429": { description: "Too many requests; Retry-After says when to come again", content },
    "503": { description: "The database is not there at present", content },
  };
}
