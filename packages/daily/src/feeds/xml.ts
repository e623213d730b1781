/** Everything that XML 1.0 does not allow, whatever its form: control characters, lone surrogates, two last code points. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for content or attributes of XML and SVG. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, "")
    .replace(/[&<>"']/g, (sign) => entities[sign]!);
}

export type XmlContent = string | XmlElement | XmlContent[] | null;

/** An element that is text already. */
export interface XmlElement {
  readonly xml: string;
}

/** An element; content that is a text is escaped, null is left out. */
export function element(
  name: string,
  attributes: Record<string, string | number | null>,
  content: XmlContent = null,
): XmlElement {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join("");
  const inner = write(content);
  return { xml: inner === "" ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>` };
}

/** A whole document. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${root.xml}\n`;
}

function write(content: XmlContent): string {
  if (content === null) return "";
  if (typeof content === "string") return escapeXml(content);
  if (Array.isArray(content)) return content.map(write).join("");
  return content.xml;
}
