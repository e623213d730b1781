import type { Node } from "@takumi-rs/core";
import { verdictNames, verdictStates, type VerdictCounts, type VerdictState } from "#lib/paper.ts";
import { verdictShapes } from "#lib/verdictShapes.ts";
import { colour } from "./colours.ts";
import { faces } from "./typefaces.ts";
import type { FittedText } from "./fit.ts";

type Style = Record<string, string | number>;

export const imageSize = { width: 1200, height: 630 };
/** Pixels between the edge and what stands in the image. */
export const margin = 60;

export const row = (style: Style, ...children: Node[]): Node => ({
  type: "container",
  style: { display: "flex", ...style },
  children,
});

export const column = (style: Style, ...children: Node[]): Node =>
  row({ flexDirection: "column", ...style }, ...children);

export const text = (content: string, style: Style): Node => ({
  type: "text",
  text: content,
  style: { fontFamily: faces.sans, color: colour("ink"), lineHeight: 1.3, ...style },
});

/** A text of one line that ends in an ellipsis where it is too long. */
export const line = (content: string, style: Style): Node => lines(content, 1, style);

export const lines = (content: string, most: number, style: Style): Node =>
  text(content, { lineClamp: most, textOverflow: "ellipsis", overflow: "hidden", ...style });

export const heading = (content: string, { size, lineHeight, lines: most }: FittedText): Node =>
  lines(content, most, {
    fontFamily: faces.serif,
    fontWeight: 600,
    fontSize: size,
    lineHeight,
    letterSpacing: "-0.012em",
  });

export const drawing = (svg: string, width: number, height: number, style: Style = {}): Node => ({
  type: "image",
  src: new TextEncoder().encode(svg),
  width,
  height,
  style: { flexShrink: 0, ...style },
});

/** What stands on top of each image: whose it is, and what kind of page. */
export function head(eyebrow: string): Node {
  return column(
    { flexShrink: 0 },
    row(
      { justifyContent: "space-between", alignItems: "center", padding: `26px ${margin}px 24px` },
      row({ alignItems: "center", gap: 14, flexShrink: 0 }, drawing(mark(), 35, 38), name()),
      line(eyebrow, { fontSize: 25, fontWeight: 500, color: colour("ink-soft"), marginLeft: 48 }),
    ),
    row({ height: 2, backgroundColor: colour("ink") }),
    row({ height: 1, marginTop: 4, backgroundColor: colour("rule") }),
  );
}

const name = () =>
  text("Offprint", {
    fontFamily: faces.serif,
    fontWeight: 650,
    fontSize: 36,
    lineHeight: 1,
    letterSpacing: "-0.01em",
  });

function mark(): string {
  const front = `fill="${colour("sheet")}" stroke="${colour("ink")}" stroke-width="1.6" stroke-linejoin="round"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 26" width="24" height="26"><path fill="${colour("accent")}" d="M7 7h16v18H7z"/><path ${front} d="M2 1.5h10.5l5 5V20H2z"/><path ${front} d="M12.5 1.5v5h5"/></svg>`;
}

/** How many claims came to which verdict, as the site shows it. */
export function verdicts(counts: VerdictCounts): Node {
  const shown = verdictStates.filter((state) => counts[state] > 0);
  return row({ gap: 14, flexWrap: "wrap" }, ...shown.map((state) => verdictBadge(state, counts[state])));
}

function verdictBadge(state: VerdictState, count: number): Node {
  const own = colour(state);
  const label = { fontSize: 24, fontWeight: 600, color: own, lineHeight: 1 };
  return row(
    {
      alignItems: "center",
      gap: 10,
      padding: "10px 18px 10px 14px",
      border: `2px solid ${own}`,
      borderRadius: 100,
      backgroundColor: colour("sheet"),
    },
    drawing(icon(state), 22, 22),
    text(String(count), label),
    text(verdictNames[state], { ...label, marginLeft: -2 }),
  );
}

function icon(state: VerdictState): string {
  const stroke = `stroke="${colour(state)}" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16"><path fill="none" ${stroke} d="${verdictShapes[state]}"/></svg>`;
}

/** A whole image: its head, and what the page is about. */
export const sheet = (eyebrow: string, ...body: Node[]): Node =>
  column({ width: "100%", height: "100%", backgroundColor: colour("paper") }, head(eyebrow), ...body);
