import { expect, test } from "vitest";
import { highlightTypeScript } from "./highlight.ts";

const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

test("marks tokens", () => {
  expect(highlightTypeScript('const a = "b"; // c')).toBe(
    '<span class="tok-keyword">const</span> a = <span class="tok-string">"b"</span>; <span class="tok-comment">// c</span>',
  );
});

test("escapes everything and loses nothing", () => {
  const source = 'if (a < b && c > 1e-3) { say(`<img src="x">`); } // </script>\n';
  const html = highlightTypeScript(source);
  expect(html).not.toContain("<img");
  expect(html).not.toContain("</script>");
  expect(textOf(html)).toBe(source);
});

test("a word inside a name or a string is no keyword", () => {
  expect(highlightTypeScript("constant")).toBe("constant");
  expect(highlightTypeScript('"for of"')).toBe('<span class="tok-string">"for of"</span>');
});
