import type { ClaimState } from "../database/schema.ts";
import { element, escapeXml } from "../feeds/xml.ts";

/** A sign beside the word, so that colour is never alone; colours have a contrast of 4.5 to white. */
const looks: Record<ClaimState, { sign: string; colour: string }> = {
  reproduced: { sign: "✓", colour: "#1a7f37" },
  contradicted: { sign: "✗", colour: "#b42318" },
  inconclusive: { sign: "≈", colour: "#8a5a00" },
  "not tested": { sign: "–", colour: "#57606a" },
};

/** A badge for one claim, to embed elsewhere: an SVG document. */
export function claimBadge(label: string, state: ClaimState): string {
  return badge(label, `${looks[state].sign} ${state}`, looks[state].colour);
}

/** A badge for all claims of a paper: "claims | ✓ 3 reproduced, ≈ 1 inconclusive". */
export function paperBadge(counts: Record<ClaimState, number>, label = "claims"): string {
  const order: ClaimState[] = ["reproduced", "contradicted", "inconclusive"];
  const present = order.filter((state) => counts[state] > 0);
  if (present.length === 0) return claimBadge(label, "not tested");
  const text = present.map((state) => `${looks[state].sign} ${counts[state]} ${state}`).join(", ");
  // The colour of what speaks most against the paper: green only where everything tested was reproduced.
  const gravest = (["contradicted", "inconclusive", "reproduced"] as const).find(
    (state) => counts[state] > 0,
  )!;
  return badge(label, text, looks[gravest].colour);
}

const height = 20;
const padding = 7;
const longestLabel = 60;

function badge(label: string, value: string, colour: string): string {
  const shown = label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label;
  const [left, right] = [textWidth(shown), textWidth(value)];
  const split = left + 2 * padding;
  const width = split + right + 2 * padding;
  const name = `${shown}: ${value}`;
  const attributes = { xmlns: "http://www.w3.org/2000/svg", width, height, role: "img", "aria-label": name };
  const font = { fill: "#fff", "font-family": "Verdana,DejaVu Sans,sans-serif", "font-size": 11 };
  return element("svg", attributes, [
    element("title", {}, name),
    element("clipPath", { id: "r" }, element("rect", { width, height, rx: 3 })),
    element("g", { "clip-path": "url(#r)" }, [
      element("rect", { width: split, height, fill: "#24292f" }),
      element("rect", { x: split, width: width - split, height, fill: colour }),
    ]),
    element("g", font, [text(shown, padding, left), text(value, split + padding, right)]),
  ]).xml;
}

/** Text of a set width, so that the badge fits whatever font is there. */
function text(content: string, x: number, textLength: number) {
  return element(
    "text",
    { x, y: 14, textLength, lengthAdjust: "spacingAndGlyphs" },
    { xml: escapeXml(content) },
  );
}

/** About the width in Verdana of 11 px. */
function textWidth(content: string): number {
  const widths = [...content].map((letter) => {
    if (/[ijlI.,:;'|!]/.test(letter)) return 4;
    if (/[mwMW✓✗≈…]/.test(letter)) return 10;
    if (/[A-Z]/.test(letter)) return 8;
    return letter === " " ? 4 : 7;
  });
  return widths.reduce((sum, width) => sum + width, 0);
}
