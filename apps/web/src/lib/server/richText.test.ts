import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { beginning, markedRichText, richText } from "./richText.ts";

const textOf = (source: string) =>
  richText(source)
    .map((part) => ("text" in part ? part.text : "∎"))
    .join("");

describe("richText", () => {
  test("sets formulas and leaves words alone", () => {
    const [before, formula, after] = richText("On $k=3$ toy sets");
    expect(before).toEqual({ text: "On " });
    expect(formula).toMatchObject({ mathml: expect.stringContaining("<mi>k</mi>") });
    expect(after).toEqual({ text: " toy sets" });
  });

  test.each([
    ["costs $5 or $10 a run", "costs $5 or $10 a run"],
    ["a \\emph{deep} net -- and {BERT}", "a deep net – and BERT"],
    ["\\emph{costs} $5 or $10", "costs $5 or $10"],
    ["broken $\\frac{1$ stays", "broken $\\frac{1$ stays"],
    ["<b>$x$</b>", "<b>∎</b>"],
    ["\\(a\\) and \\[b\\] and $$c$$", "∎ and ∎ and ∎"],
  ])("%s", (source, shown) => expect(textOf(source)).toBe(shown));

  test("formulas carry no markup and no links of the source", () => {
    const sources = [
      "$\\text{<img src=x onerror=alert(1)>}$",
      "$\\href{javascript:alert(1)}{x}$",
      "$\\htmlData{a=b}{x}$",
      "$\\includegraphics{https://elsewhere.example/x.png}$",
    ];
    for (const source of sources) {
      const markup = JSON.stringify(richText(source).filter((part) => "mathml" in part));
      expect(markup).not.toMatch(/<(img|a|script)\b|\\"?(href|src|data-a)=\\"/);
    }
  });

  test("anything that is typed is shown and throws nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'$\\{}()[] ax<>&"1^_~-') }), (source) => {
        for (const part of richText(source)) {
          if ("mathml" in part)
            expect(part.mathml).not.toMatch(/<(?!\/?(span|math|semantics|annotation|m[a-z]+)\b)/);
        }
      }),
    );
  });
});

test("markedRichText marks words between formulas", () => {
  expect(markedRichText({ text: "A margin of $m$ moves", marks: [[2, 8]] })).toMatchObject([
    { text: "A " },
    { text: "margin", isMarked: true },
    { text: " of " },
    { mathml: expect.any(String) },
    { text: " moves" },
  ]);
});

test.each([
  ["short", 10, "short"],
  ["one two three", 9, "one two …"],
  ["now $a + b + c$ end of it", 10, "now …"],
])("beginning(%o, %i)", (text, length, cut) => expect(beginning(text, length)).toBe(cut));
