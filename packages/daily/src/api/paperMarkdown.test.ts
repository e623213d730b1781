import { expect, test } from "vitest";
import { samplePaper, samplePaperWithLab } from "../../test/samplePaper.ts";
import { paperMarkdown } from "./paperMarkdown.ts";

const origin = "https://papers.example.org";
const detail = { reportNumber: null, versions: [] };
const nothing = { claims: [], card: null };

test("a paper has a heading, its facts and its abstract", () => {
  const text = paperMarkdown(origin, { ...samplePaper, ...detail }, nothing);
  expect(text.startsWith(`# ${samplePaper.title}\n\nAda Example, José Prueba`)).toBe(true);
  expect(text).toContain("- Identifier: 2601.01230v2\n- Submitted: 2026-01-03");
  expect(text).toContain(`- Page here: ${origin}/papers/2601.01230`);
  expect(text).toContain("## Abstract");
  expect(text).not.toContain("## Claims");
});

test("line breaks of upstream begin no headings", () => {
  const paper = { ...samplePaper, ...detail, title: "A\n# B", abstract: "one\n\n## two" };
  const headings = paperMarkdown(origin, paper, nothing).match(/^#.*$/gm);
  expect(headings).toEqual(["# A # B", "## Abstract"]);
});

test("claims come with their verdict, the paper's figure and what was measured", () => {
  const { source, key, title } = samplePaperWithLab;
  const claim = {
    paper: { source, key, title, slug: "adaptive-margin" },
    name: "halves",
    headline: true,
    statement: "It halves the rate.",
    figure: "0.5",
    place: "Table 1",
    state: "reproduced" as const,
    testedAt: new Date("2026-02-01T00:00:00Z"),
    tests: [
      {
        testedAt: new Date("2026-02-01T00:00:00Z"),
        protocolVersion: 1,
        verdict: "reproduced" as const,
        isChange: true,
        checks: [{ label: "ratio", estimate: 0.48, interval: [0.45, 0.51] as [number, number], accept: {} }],
        versions: {},
      },
    ],
  };
  const text = paperMarkdown(origin, { ...samplePaperWithLab, ...detail }, { claims: [claim], card: null });
  expect(text).toContain("- **reproduced**, tested 2026-02-01 (`halves`): It halves the rate.");
  expect(text).toContain("  - The paper's own figure: 0.5 (Table 1)\n  - ratio: 0.48 [0.45, 0.51]");
});
