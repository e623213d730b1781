import { expect, test } from "vitest";
import { html, trusted } from "./html.ts";

test("escapes texts and leaves markup", () => {
  const text = `<b>"O'Hara" & co</b>`;
  expect(html`<p title="${text}">${text}</p>`.markup).toBe(
    '<p title="&lt;b&gt;&quot;O&#39;Hara&quot; &amp; co&lt;/b&gt;">&lt;b&gt;&quot;O&#39;Hara&quot; &amp; co&lt;/b&gt;</p>',
  );
  expect(html`${[html`<i>${1}</i>`, trusted("<hr>")]}`.markup).toBe("<i>1</i>\n<hr>");
});
