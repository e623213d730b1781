type Attributes = Record<string, string | number | undefined>;

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand inside an SVG element or attribute. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => escapes[char]!);
}

/** Coordinates in hundredths of a pixel: enough to look smooth, short enough to stream. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** One SVG element as text; children are markup, attributes are escaped. */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escapeText(value!)}"`)
    .join("");
  return `<${name}${written}>${children.join("")}</${name}>`;
}

export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element("text", { x, y, ...attributes }, escapeText(content));
}

/** Width of a label in pixels: set in the interface face, an average character is about six tenths of its size. */
export function textWidth(content: string, size: number): number {
  return content.length * size * 0.6;
}
