import { describe, expect, test } from "vitest";
import { renderInline, renderMarkdown } from "./markdown.ts";

describe("renderMarkdown", () => {
  test("mathematics comes as HTML for the eye and MathML for the ear", () => {
    const html = renderMarkdown("Let $x \\le 1$.");
    expect(html).toContain('class="katex"');
    expect(html).toContain("<math");
  });

  test("displayed equations", () => {
    expect(renderMarkdown("$$\na + b\n$$")).toContain("katex-display");
  });

  test("a dollar sign before punctuation still ends the mathematics", () => {
    expect(renderMarkdown("with $\\tau$, then")).toContain("<math");
  });

  test("punctuation stays with short mathematics", () => {
    const html = renderMarkdown("with $\\tau$, then $x$ and $$y$$.");
    expect(html.match(/class="unbroken"/g)).toHaveLength(1);
    expect(html).toMatch(/<\/span>,<\/span> then/);
  });

  test("mathematics that does not parse is shown, not thrown", () => {
    expect(renderMarkdown("$\\nosuch{$")).toContain("katex-error");
  });
});

test("renderInline adds no paragraph", () => {
  expect(renderInline("a *b*")).toBe("a <em>b</em>");
});
