import { expect, test } from "vitest";
import { openApi } from "./openApi.ts";
import { operations } from "./operations.ts";

const description = openApi("https://papers.example.org") as {
  servers: { url: string }[];
  paths: Record<string, { get: { operationId: string; parameters: { name: string; required: boolean }[] } }>;
  components: { schemas: Record<string, Record<string, unknown>> };
};

test("every read is described once, with all its parameters", () => {
  expect(description.servers).toEqual([{ url: "https://papers.example.org/api/v1" }]);
  for (const { id, path, query } of operations) {
    const { get } = description.paths[path]!;
    expect(get.operationId).toBe(id);
    const names = get.parameters.filter(({ required }) => !required).map(({ name }) => name);
    expect(names).toEqual(Object.keys(query.shape));
  }
});

test("schemas stand apart and are named once", () => {
  const { schemas } = description.components;
  expect(Object.keys(schemas)).toEqual(
    expect.arrayContaining(["Paper", "RankedPage", "ClaimHistory", "Problem"]),
  );
  for (const schema of Object.values(schemas)) {
    expect(schema).not.toHaveProperty("$schema");
    expect(schema).not.toHaveProperty("id");
    expect(JSON.stringify(schema)).not.toContain("$defs");
  }
});
