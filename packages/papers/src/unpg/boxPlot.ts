import type { Frame, ScatterPoint } from "@offprint/lab";
import { whiskerFilter } from "@offprint/methods/losses";
import { asArray, percentile } from "./similarities.ts";

/** Most points that stand for the kept and for the dropped pairs. */
const shownPairs = 300;
const dotsPerLine = 40;

/** Where the strip of pairs and the box above it lie. */
const strip = { bottom: 0.05, top: 0.5 };
const box = { bottom: 0.62, middle: 0.77, top: 0.92 };

/** The pairs of a batch as the filter sees them. */
export interface FilteredPairs {
  kept: Float64Array;
  dropped: Float64Array;
}

/** Parts pairs into what the filter keeps and drops, each ascending; null keeps all. */
export async function filterPairs(pairs: Float64Array, whisker: number | null): Promise<FilteredPairs> {
  const ascending = pairs.toSorted();
  if (whisker === null || pairs.length === 0) return { kept: ascending, dropped: new Float64Array(0) };
  const isKept = await whiskerFilter(asArray(ascending), { whisker }).data();
  return {
    kept: ascending.filter((_, i) => isKept[i]),
    dropped: ascending.filter((_, i) => !isKept[i]),
  };
}

/** A sample of the pairs in a strip, dropped ones as crosses, and the box with its whiskers, drawn in dots. */
export function boxFrame({ kept, dropped }: FilteredPairs): Frame {
  const inStrip = (x: number, i: number) => ({
    x,
    y: strip.bottom + (strip.top - strip.bottom) * ((i * 0.618034) % 1),
  });
  const points: ScatterPoint[] = [
    ...sample(kept).map((x, i) => ({ ...inStrip(x, i), group: "kept", faint: true })),
    ...sample(dropped).map((x, i): ScatterPoint => ({ ...inStrip(x, i), group: "dropped", mark: "cross" })),
    ...boxLines(kept, dropped).map(([x, y]) => ({ x, y, group: "box and whiskers" })),
  ];
  return { kind: "scatter", plot: "filter", reset: true, points };
}

function sample(values: Float64Array): number[] {
  const stride = Math.max(1, values.length / shownPairs);
  const count = Math.min(values.length, shownPairs);
  return Array.from({ length: count }, (_, i) => values[Math.floor(i * stride)]!);
}

function boxLines(kept: Float64Array, dropped: Float64Array): [number, number][] {
  const all = Float64Array.from([...kept, ...dropped]).sort();
  if (all.length === 0) return [];
  const [first, third] = [0.25, 0.75].map((part) => all[Math.floor(part * all.length)]!) as [number, number];
  const [lowest, highest] = [kept[0]!, kept.at(-1)!];
  const upright = [first, percentile(all, 0.5), third];
  return [
    ...upright.flatMap((x) => dots([x, box.bottom], [x, box.top])),
    ...dots([first, box.bottom], [third, box.bottom]),
    ...dots([first, box.top], [third, box.top]),
    ...dots([lowest, box.middle], [first, box.middle]),
    ...dots([third, box.middle], [highest, box.middle]),
  ];
}

function dots([x0, y0]: [number, number], [x1, y1]: [number, number]): [number, number][] {
  return Array.from({ length: dotsPerLine }, (_, i): [number, number] => {
    const part = i / (dotsPerLine - 1);
    return [x0 + part * (x1 - x0), y0 + part * (y1 - y0)];
  });
}
