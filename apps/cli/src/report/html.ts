const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Markup that is safe as it stands. */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | Html[];

/** Markup with its texts escaped: only what is {@link Html} goes in as it is. */
export function html(fixed: TemplateStringsArray, ...parts: Part[]): Html {
  return { markup: fixed.map((text, i) => text + (i < parts.length ? render(parts[i]!) : "")).join("") };
}

/** Markup that was made, and escaped, elsewhere. */
export const trusted = (markup: string): Html => ({ markup });

function render(part: Part): string {
  if (Array.isArray(part)) return part.map(({ markup }) => markup).join("\n");
  if (typeof part === "object") return part.markup;
  return String(part).replace(/[&<>"']/g, (letter) => escapes[letter]!);
}
