import type { CheckResult } from "../verdict.ts";
import { fitAxis } from "./cartesian.ts";
import { ink, muted } from "./palette.ts";
import { element, escapeText, text } from "./svg.ts";

const acceptance = "var(--plot-accept, #4d8a5738)";

/**
 * One check as a small picture: the accepted range shaded, each seed a faint dot, the estimate with its 95 %
 * interval on top.
 * @returns SVG markup, 46 pixels high
 */
export function renderInterval(check: CheckResult, { width }: { width: number }): string {
  const height = 46;
  const { above, below } = check.accept;
  const values = [...check.perSeed, check.estimate, ...(check.interval ?? [])].filter((v) => v !== null);
  const limits = [above, below].filter((v) => v !== undefined);
  const x = fitAxis(
    { label: "" },
    [...values, ...limits],
    [14, width - 14],
    Math.max(2, Math.round(width / 90)),
  );
  const middle = 16;
  const from = above === undefined ? 0 : x(above);
  const to = below === undefined ? width : x(below);
  const range = element("rect", {
    x: from,
    y: 4,
    width: Math.max(0, to - from),
    height: 24,
    fill: acceptance,
  });
  const edges = limits.map((limit) =>
    element("line", { x1: x(limit), x2: x(limit), y1: 4, y2: 28, stroke: muted, "stroke-dasharray": "2 2" }),
  );
  const dots = check.perSeed.map((value) =>
    value === null
      ? ""
      : element("circle", { cx: x(value), cy: middle, r: 2.5, fill: muted, "fill-opacity": 0.55 }),
  );
  const bar = check.interval
    ? element("line", {
        x1: x(check.interval[0]),
        x2: x(check.interval[1]),
        y1: middle,
        y2: middle,
        stroke: ink,
        "stroke-width": 2.5,
      })
    : "";
  const dot =
    check.estimate === null
      ? ""
      : element("circle", { cx: x(check.estimate), cy: middle, r: 4.5, fill: ink });
  const axis = element("line", { x1: 0, x2: width, y1: 30, y2: 30, stroke: muted });
  const ticks = x.ticks.map(({ value, label }) =>
    text(x(value), 43, label, { "font-size": 10.5, fill: muted, "text-anchor": "middle" }),
  );
  const title = `<title>${escapeText(describe(check))}</title>`;
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
    title,
    range,
    ...edges,
    axis,
    ...dots,
    bar,
    dot,
    ...ticks,
  );
}

function describe({ label, estimate, interval, accept: { above, below } }: CheckResult): string {
  const short = (value: number) => String(Number(value.toPrecision(3)));
  const measured = estimate === null ? "no value" : short(estimate);
  const spread = interval ? `, 95 % interval ${short(interval[0])} to ${short(interval[1])}` : "";
  const limits = [
    above !== undefined && `above ${short(above)}`,
    below !== undefined && `below ${short(below)}`,
  ];
  return `${label}: ${measured}${spread}; accepted ${limits.filter(Boolean).join(" and ")}`;
}
