import type { CheckResult, Verdict } from "../verdict.ts";
import { fitAxis } from "./cartesian.ts";
import { grid, ink, muted } from "./palette.ts";
import { element, escapeText, text, textWidth } from "./svg.ts";

/** One test of a claim. */
export interface HistoryPoint {
  /** ISO date or time. */
  date: string;
  /** Of the protocol. */
  version: number;
  verdict: Verdict;
  /** Its first check. */
  check: Pick<CheckResult, "label" | "estimate" | "interval" | "accept">;
}

const acceptance = "var(--plot-accept, #4d8a5738)";
const tones: Record<Verdict, string> = {
  reproduced: "var(--reproduced, #24683b)",
  contradicted: "var(--contradicted, #a3301d)",
  inconclusive: "var(--inconclusive, #775500)",
};

const height = 104;
const [top, bottom] = [8, 72];
const labelSize = 10.5;

/**
 * All tests of a claim from left to right: the estimate of the first check with its 95 % interval, over the accepted
 * range of that test; below each its protocol's version and its day.
 * @param points oldest first; at least one
 * @returns SVG markup, 104 pixels high
 */
export function renderHistory(points: HistoryPoint[], { width }: { width: number }): string {
  const values = points.flatMap(({ check }) => [check.estimate, ...(check.interval ?? [])]);
  const limits = points.flatMap(({ check: { accept } }) => [accept.above, accept.below]);
  const known = [...values, ...limits].filter((value) => value !== null && value !== undefined);
  const y = fitAxis({ label: "" }, known, [bottom, top], 3);
  const left = Math.max(...y.ticks.map(({ label }) => textWidth(label, labelSize))) + 8;
  const step = (width - left) / points.length;
  const rows = y.ticks.map(({ value, label }) => {
    const at = { "font-size": labelSize, fill: muted, "text-anchor": "end" };
    const line = element("line", { x1: left, x2: width, y1: y(value), y2: y(value), stroke: grid });
    return line + text(left - 6, y(value) + 3.5, label, at);
  });
  const columns = points.map((point, index) => drawPoint(point, left + index * step, step, y));
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      class: "plot",
    },
    `<title>${escapeText(points.map(describe).join("; "))}</title>`,
    ...rows,
    ...columns,
  );
}

function drawPoint(
  { date, version, verdict, check }: HistoryPoint,
  from: number,
  width: number,
  y: (value: number) => number,
): string {
  const x = from + width / 2;
  const { above, below } = check.accept;
  const upper = below === undefined ? top : y(below);
  const lower = above === undefined ? bottom : y(above);
  const range = { x: from, y: upper, width, height: Math.max(0, lower - upper), fill: acceptance };
  const bar = check.interval && {
    x1: x,
    x2: x,
    y1: y(check.interval[0]),
    y2: y(check.interval[1]),
    stroke: ink,
    "stroke-width": 2,
  };
  const dot = check.estimate !== null && { cx: x, cy: y(check.estimate), r: 5, fill: tones[verdict] };
  const label = { "font-size": labelSize, fill: muted, "text-anchor": "middle" };
  return [
    element("rect", range),
    bar ? element("line", bar) : "",
    dot ? element("circle", dot) : "",
    text(x, bottom + 15, `v${version}`, label),
    text(x, bottom + 28, date.slice(0, 10), label),
  ].join("");
}

function describe({ date, version, verdict, check }: HistoryPoint): string {
  const short = (value: number) => String(Number(value.toPrecision(3)));
  const measured = check.estimate === null ? "no value" : short(check.estimate);
  const spread = check.interval ? `, 95 % interval ${check.interval.map(short).join(" to ")}` : "";
  return `${date.slice(0, 10)}, protocol version ${version}: ${verdict}, ${measured}${spread}`;
}
