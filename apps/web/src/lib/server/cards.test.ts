import { loadCard, loadExperiment, paperSlugs } from "@offprint/papers/registry";
import { describe, expect, test } from "vitest";
import { renderInline, renderMarkdown } from "./markdown.ts";

describe.each(paperSlugs())("%s", (slug) => {
  test("the card's mathematics can be set", async () => {
    const { idea, method, whatToTry, protocol } = await loadCard(slug);
    for (const text of [idea, method, whatToTry, protocol]) {
      expect(renderMarkdown(text)).not.toContain("katex-error");
    }
  });

  test("so can that of its claims, and no control has a name that the address needs", async () => {
    const { claims, controls } = await loadExperiment(slug);
    for (const { statement, paper } of claims) {
      expect(renderInline(statement) + renderInline(paper.figure)).not.toContain("katex-error");
    }
    for (const name of ["arms", "seed", "device"]) expect(controls).not.toHaveProperty(name);
  });
});
