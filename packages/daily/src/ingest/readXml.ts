import { XMLParser, XMLValidator } from "fast-xml-parser";
import { MalformedAnswerError } from "../net/errors.ts";

/** One element: what is in it, by name without prefix. Texts stay texts: identifiers look like numbers. */
export interface XmlElement {
  [name: string]: XmlNode | XmlNode[] | undefined;
}
export type XmlNode = string | XmlElement;

/** Deeper than any of the formats read here. */
const deepest = 32;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  textNodeName: "#text",
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  // Without a document type only known entities and numbers are expanded, each to a character: no limit is needed.
  processEntities: { enabled: true, maxExpandedLength: Infinity },
  htmlEntities: true,
  maxNestedTags: deepest,
});

/**
 * Reads an XML document: complete and well-formed, without a document type (so without entities of its own).
 * @throws MalformedAnswerError
 */
export function readXml(text: string): XmlElement {
  if (!text.trimStart().startsWith("<")) throw new MalformedAnswerError("not XML", text);
  const plain = resolveSections(text);
  if (/<!DOCTYPE|<!ENTITY/i.test(plain)) throw new MalformedAnswerError("XML with a document type");
  const verdict = XMLValidator.validate(plain);
  if (verdict !== true) throw new MalformedAnswerError(`broken XML: ${verdict.err.msg}`);
  try {
    return parser.parse(plain) as XmlElement;
  } catch (error) {
    throw new MalformedAnswerError(`broken XML: ${(error as Error).message}`);
  }
}

const sections = { "<![CDATA[": "]]>", "<!--": "-->" } as const;

/**
 * The same document without comments, and with references in place of CDATA sections: what a title says about markup
 * is no markup, and the parser would drop blanks where text and sections meet.
 */
function resolveSections(text: string): string {
  const opening = /<!\[CDATA\[|<!--/g;
  const parts: string[] = [];
  let at = 0;
  for (let found; (found = opening.exec(text)) !== null; opening.lastIndex = at) {
    const begin = found[0] as keyof typeof sections;
    const start = found.index + begin.length;
    const end = text.indexOf(sections[begin], start);
    if (end < 0) throw new MalformedAnswerError(`broken XML: ${begin} without an end`);
    parts.push(text.slice(at, found.index));
    if (begin !== "<!--") parts.push(escapeText(text.slice(start, end)));
    at = end + 3;
  }
  return at === 0 ? text : parts.join("") + text.slice(at);
}

const escapeText = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The child elements of that name, none if there are none. */
export function elements(parent: XmlNode | undefined, name: string): XmlNode[] {
  if (parent === undefined || typeof parent === "string") return [];
  const found = parent[name];
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}

/** The first child element of that name. */
export function element(parent: XmlNode | undefined, name: string): XmlElement | undefined {
  const [first] = elements(parent, name);
  return typeof first === "string" ? { "#text": first } : first;
}

/** The text in an element. */
export function textIn(node: XmlNode | undefined): string {
  if (node === undefined) return "";
  if (typeof node === "string") return node;
  const text = node["#text"];
  return typeof text === "string" ? text : "";
}

/** The text in the first child of that name; "" if there is none. */
export function textOf(parent: XmlNode | undefined, name: string): string {
  return textIn(elements(parent, name)[0]);
}

/** An attribute; "" if it is not there. */
export function attribute(node: XmlNode | undefined, name: string): string {
  if (node === undefined || typeof node === "string") return "";
  const value = node[`@${name}`];
  return typeof value === "string" ? value : "";
}
