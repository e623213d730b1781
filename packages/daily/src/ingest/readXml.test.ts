import { describe, expect, test } from "vitest";
import { MalformedAnswerError } from "../net/errors.ts";
import { attribute, element, elements, readXml, textOf } from "./readXml.ts";

describe("readXml", () => {
  test("keeps identifiers that look like numbers as texts", () => {
    const root = element(readXml('<r><id>2601.01230</id><v n="0010">1e3</v></r>'), "r");
    expect(textOf(root, "id")).toBe("2601.01230");
    expect(textOf(root, "v")).toBe("1e3");
    expect(attribute(elements(root, "v")[0], "n")).toBe("0010");
  });

  test("reads one, many and no elements alike, with or without prefix", () => {
    const root = element(readXml('<a:r xmlns:a="x"><a:e>1</a:e><e>2</e></a:r>'), "r");
    expect(elements(root, "e")).toEqual(["1", "2"]);
    expect(elements(root, "none")).toEqual([]);
    expect(textOf(root, "none")).toBe("");
  });

  test("decodes the five entities and numbers, and CDATA", () => {
    const root = element(
      readXml("<r><t>a &lt; b &amp;amp; &#233;&#x1F600;</t><c><![CDATA[<b>]]></c></r>"),
      "r",
    );
    expect(textOf(root, "t")).toBe("a < b &amp; é😀");
    expect(textOf(root, "c")).toBe("<b>");
  });

  test.each([
    ["an inline entity", '<!DOCTYPE r [<!ENTITY b "boom">]><r>&b;</r>'],
    ["an outside entity", '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>'],
    ["cut short", "<r><e>text</e>"],
    ["cut in a tag", "<r><e>text</"],
    ["a web page", "<html><body>Rate exceeded<br></body></html>"],
    ["plain text", "Rate exceeded."],
    ["nothing", ""],
    ["mixed up", "<r><a></b></a></r>"],
    ["too deep", `${"<r>".repeat(200)}${"</r>".repeat(200)}`],
  ])("refuses %s", (_, text) => {
    expect(() => readXml(text)).toThrow(MalformedAnswerError);
  });

  test("a document type that is only talked about is text", () => {
    const root = readXml("<r><![CDATA[On <!DOCTYPE html> & <!ENTITY b>]]><!-- <!DOCTYPE x> --></r>");
    expect(textOf(root, "r")).toBe("On <!DOCTYPE html> & <!ENTITY b>");
  });

  test.each([
    '<r x="<![CDATA["><!DOCTYPE r [<!ENTITY b "boom">]><e>&b;</e><e y="]]>"/></r>',
    '<!-- <![CDATA[ --><!DOCTYPE r [<!ENTITY b "boom">]><r><e>&b;</e><!-- ]]> --></r>',
    "<r><![CDATA[<!DOCTYPE r></r>",
    "<r><!-- </r>",
  ])("no document type hides in %s", (text) => {
    const read = () => textOf(element(readXml(text), "r"), "e");
    try {
      expect(read()).not.toContain("boom");
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedAnswerError);
    }
  });

  test("joins the texts around sections and comments as they stand", () => {
    const root = readXml("<r>A <![CDATA[<b> ]]>B <!-- not this -->C &amp;<![CDATA[amp;]]></r>");
    expect(textOf(root, "r")).toBe("A <b> B C &amp;");
  });

  test("takes no time over sections without an end", () => {
    const started = performance.now();
    for (const part of ["<![CDATA[", "<!--", "<!-- --><![CDATA[]]>"]) {
      expect(() => readXml(`<r>${part.repeat(200_000)}`)).toThrow(MalformedAnswerError);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("leaves an unknown entity as the text it is", () => {
    expect(textOf(readXml("<r>&b;</r>"), "r")).toBe("&b;");
  });

  test("expands as many entities as there are", () => {
    const text = textOf(readXml(`<r>${"&lt;&#233;".repeat(100_000)}</r>`), "r");
    expect(text).toBe("<é".repeat(100_000));
  });

  test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
    "an element named %s harms nothing",
    (name) => {
      const read = () => readXml(`<r><${name}>x</${name}></r>`);
      try {
        expect(textOf(element(read(), "r"), "id")).toBe("");
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedAnswerError);
      }
      expect(({} as { x?: string }).x).toBeUndefined();
    },
  );
});
