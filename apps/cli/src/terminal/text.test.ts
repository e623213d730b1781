import { describe, expect, test } from "vitest";
import { colouredStyle, plainStyle } from "../../test/recordingTerminal.ts";
import { renderMarkdown } from "./markdown.ts";
import { formatTable, pad, textWidth, truncate } from "./table.ts";
import { wrap } from "./wrap.ts";

describe("wrap", () => {
  test("breaks at spaces and hangs under the first line", () => {
    expect(wrap("one two three four", 10, "- ")).toEqual(["- one two", "  three", "  four"]);
  });

  test("leaves a word that is too long whole", () => {
    expect(wrap("a verylongword b", 6)).toEqual(["a", "verylongword", "b"]);
  });

  test("does not count escape sequences, nor break at fixed spaces", () => {
    expect(wrap(`${colouredStyle.bold("one")} two`, 7)).toHaveLength(1);
    expect(wrap("one\u00a0two three", 5)).toEqual(["one two", "three"]);
  });
});

describe("a table", () => {
  test("aligns columns", () => {
    const columns = [{ heading: "name" }, { heading: "n", align: "right" as const }];
    expect(
      formatTable(
        columns,
        [
          ["a", "1"],
          ["long name", "100"],
        ],
        80,
      ),
    ).toEqual(["name         n", "a            1", "long name  100"]);
  });

  test("gives way where it may", () => {
    const columns = [{ heading: "name" }, { heading: "title", shrinks: true }];
    const lines = formatTable(columns, [["a", "a title that goes on and on"]], 24);
    expect(lines[1]).toBe("a     a title that goes…");
  });

  test("measures and cuts what is seen", () => {
    expect(textWidth(colouredStyle.colour("red", "abc"))).toBe(3);
    expect(pad("a", 3, "left")).toBe("  a");
    expect(truncate("abcdef", 4)).toBe("abc…");
  });
});

describe("renderMarkdown", () => {
  const render = (markdown: string, style = plainStyle) => renderMarkdown(markdown, 40, style);

  test("wraps paragraphs and keeps them apart", () => {
    expect(render("one\ntwo\n\nthree")).toEqual(["one two", "", "three"]);
  });

  test("shows formulas as text, displayed ones on their own", () => {
    expect(render(String.raw`with $\tau$ we get $$x_t^2$$ at last`)).toEqual([
      "with τ we get",
      "",
      "    xₜ²",
      "",
      "at last",
    ]);
  });

  test("renders lists, headings and code", () => {
    expect(render("- one\n- two words that are long enough to need a second line\n\n1. first")).toEqual([
      "• one",
      "• two words that are long enough to need",
      "  a second line",
      "",
      "1. first",
    ]);
    expect(render("### Aside\n\n```\nlet x\n```")).toEqual(["Aside", "", "    let x"]);
  });

  test("marks emphasis and code, and drops the marks", () => {
    expect(render("a **bold** `word` and [a link](https://x.org)")).toEqual([
      "a bold word and a link (https://x.org)",
    ]);
    expect(render("**bold**", colouredStyle)).toEqual(["\u001b[1mbold\u001b[22m"]);
    expect(render("snake_case_name stays")).toEqual(["snake_case_name stays"]);
  });
});
