import { describe, expect, test } from "vitest";
import { parseCard } from "./card.ts";
import { loadCard, paperSlugs } from "./registry.ts";

const front = {
  title: '"A title"',
  authors: "[Ada Example]",
  year: "2026",
  venue: '"A venue"',
  arxiv: '"2601.01230"',
  code: "null",
  kind: "loss",
  topics: "[margins]",
  summary: '"One sentence."',
  methods: "[losses/aLoss]",
};
const body = "## Idea\n\nAn idea.\n\n## Method\n\n$x$\n\n## What to try\n\n- This.\n";

function cardOf(
  changes: Partial<Record<keyof typeof front, string | undefined>> = {},
  sections = body,
): string {
  const facts = Object.entries({ ...front, ...changes }).filter(([, value]) => value !== undefined);
  return `---\n${facts.map(([key, value]) => `${key}: ${value}`).join("\n")}\n---\n\n${sections}`;
}

test("a card has facts and sections", () => {
  expect(parseCard("slug", cardOf())).toMatchObject({
    title: "A title",
    month: "2026-01",
    code: null,
    idea: "An idea.",
    method: "$x$",
    whatToTry: "- This.",
    protocol: "",
  });
});

describe("refuses", () => {
  const faults: [string, string, RegExp][] = [
    ["a missing title", cardOf({ title: undefined }), /title/],
    ["an identifier that YAML takes for a number", cardOf({ arxiv: "2601.01230" }), /arxiv/],
    ["a single author who is no list", cardOf({ authors: "Ada" }), /authors/],
    ["a kind that is none", cardOf({ kind: "poem" }), /kind/],
    ["no word on code", cardOf({ code: undefined }), /code/],
    ["code that is no address", cardOf({ code: "yes" }), /code/],
    ["a section too few", cardOf({}, "## Idea\n\nAn idea.\n"), /sections/],
    ["a section that nobody knows", cardOf({}, `${body}\n## Fame\n\nLots.\n`), /Fame/],
    ["no front matter", body, /front matter/],
  ];
  for (const [name, markdown, message] of faults) {
    test(name, () => expect(() => parseCard("slug", markdown)).toThrow(message));
  }
});

test("every paper has a card", async () => {
  for (const slug of paperSlugs()) expect((await loadCard(slug)).slug).toBe(slug);
});
