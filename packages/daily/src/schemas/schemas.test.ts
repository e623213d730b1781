import { describe, expect, test } from "vitest";
import { z } from "zod";
import { samplePaper, samplePaperWithLab } from "../../test/samplePaper.ts";
import * as schemas from "./index.ts";

const all = Object.entries(schemas).flatMap(([name, value]): [string, z.ZodType][] =>
  value instanceof z.ZodType ? [[name, value]] : [],
);

describe("every schema can be documented", () => {
  test.each(all)("%s", (name, schema) => {
    const io = name.endsWith("QuerySchema") ? "input" : "output";
    const made = z.toJSONSchema(schema, { target: "draft-2020-12", io });
    expect(JSON.stringify(made)).not.toMatch(/"(properties|items)":\{\}/);
  });
});

describe("resources are what their schemas say", () => {
  test("papers", () => {
    for (const paper of [
      samplePaper,
      samplePaperWithLab,
      { ...samplePaper, withdrawn: { at: new Date(), reason: "" } },
    ]) {
      const resource = schemas.paperResource(paper);
      expect(z.strictObject(schemas.paperSchema.shape).parse(JSON.parse(JSON.stringify(resource)))).toEqual(
        resource,
      );
    }
    const versions = [{ version: 1, submittedAt: new Date(), announcedOn: null, size: "812kb" }];
    const detail = schemas.paperDetailResource({ ...samplePaperWithLab, reportNumber: null, versions });
    expect(schemas.paperDetailSchema.parse(JSON.parse(JSON.stringify(detail)))).toEqual(detail);
    expect(detail).toMatchObject({ id: "2601.01230", lab: { claims: { notTested: 1 } } });
    expect(detail).not.toHaveProperty("hot");
  });

  test("ranked papers and search results", () => {
    const ranked = schemas.rankedResource({ ...samplePaper, rank: 1, reasons: ["listed 14 h ago"] });
    expect(schemas.rankedPaperSchema.parse(ranked)).toEqual(ranked);
    const marked = { text: "A Margin", marks: [[2, 8] as [number, number]] };
    const result = schemas.searchResultResource({
      items: [{ ...samplePaper, highlights: { title: marked, snippet: [] } }],
      next: null,
      total: { count: 1, isExact: true },
      order: "relevance",
      mode: "lexical",
      modeNote: "",
      notice: null,
      problems: [],
      didYouMean: null,
    });
    expect(schemas.searchResultSchema.parse(result)).toEqual(result);
  });

  test("claims", () => {
    const paper = { source: "arxiv", key: "2601.01230", slug: "adaptive-margin", title: "A Margin" };
    const texts = { headline: true, statement: "It is.", figure: "0.5", place: "Table 1" };
    const claim = { paper, name: "halves", ...texts, state: "reproduced" as const, testedAt: new Date() };
    const test = {
      testedAt: new Date(),
      protocolVersion: 1,
      verdict: "reproduced" as const,
      isChange: false,
      checks: [{ label: "d", estimate: null, interval: null, accept: { above: 0 } }],
      versions: { offprint: "0.1.0" },
    };
    const history = schemas.claimHistoryResource({ ...claim, tests: [test] });
    expect(schemas.claimHistorySchema.parse(JSON.parse(JSON.stringify(history)))).toEqual(history);
    const change = schemas.verdictChangeResource({
      paper,
      claim: { name: "halves", headline: true, statement: "It is." },
      testedAt: new Date(),
      verdict: "contradicted",
      before: "reproduced",
    });
    expect(schemas.verdictChangeSchema.parse(change)).toEqual(change);
  });
});

describe("queries", () => {
  test("texts of an address become values", () => {
    expect(schemas.searchQuerySchema.parse({ q: "margin", limit: "20" })).toEqual({ q: "margin", limit: 20 });
    expect(schemas.exportQuerySchema.parse({})).toEqual({ format: "bibtex" });
  });

  test.each([
    [schemas.listQuerySchema, { limit: "0" }],
    [schemas.listQuerySchema, { limit: "many" }],
    [schemas.listQuerySchema, { has: "unicorns" }],
    [schemas.daysQuerySchema, { date: "2026-02-30" }],
    [schemas.daysQuerySchema, { week: "2026-1" }],
    [schemas.searchQuerySchema, { sort: "votes" }],
    [schemas.claimsQuerySchema, { state: "maybe" }],
    [schemas.exportQuerySchema, { format: "word" }],
  ])("wrong values are refused: %#", (schema, query) => {
    expect(schema.safeParse(query).success).toBe(false);
  });
});
