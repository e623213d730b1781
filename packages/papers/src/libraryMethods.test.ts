import { describe, expect, test } from "vitest";
import { libraryMethods } from "./libraryMethods.ts";
import { loadCard, loadMethodSources, paperSlugs } from "./registry.ts";

const cards = await Promise.all(paperSlugs().map(loadCard));
const methods = await libraryMethods(cards, loadMethodSources);

test("every method that a card names is there once", () => {
  const named = new Set(cards.flatMap((card) => card.methods));
  expect(methods.map(({ module, name }) => `${module}/${name}`)).toEqual([...named].sort());
});

describe.each(methods)("$module/$name", ({ name, summary, signature, papers }) => {
  test("has a signature without a body, a summary and a paper", () => {
    expect(signature).toMatch(new RegExp(`^(async )?(function\\*?|const) ${name}\\b`, "m"));
    expect(signature).not.toContain("return ");
    const own = signature.slice(signature.search(/^(async )?(function|const)/m));
    expect(own.split("(").length).toBe(own.split(")").length);
    expect(summary).not.toBe("");
    expect(papers.length).toBeGreaterThan(0);
  });
});

test("a signature comes with the options it takes", () => {
  const { signature } = methods.find(({ name }) => name === "compSumLoss")!;
  expect(signature).toContain("interface CompSumOptions {");
  expect(signature).toMatch(/function compSumLoss\([\s\S]*\): Array$/);
});

test("a signature comes with the options that its own extend", () => {
  const { signature } = methods.find(({ name }) => name === "contrastiveLoss")!;
  expect(signature).toMatch(/interface ContrastiveOptions \{[\s\S]*interface ContrastiveLossOptions extends/);
});

test("a method that is not there is named", async () => {
  const card = { ...cards[0]!, methods: ["losses/noSuchLoss"] };
  await expect(libraryMethods([card], loadMethodSources)).rejects.toThrow("does not export noSuchLoss");
});
