import type { Frame, Plots, ScatterPoint } from "@offprint/lab";

/** Test images that the anchor is pushed from. */
const negativeCount = 448;

export const plots: Plots = {
  penalty: {
    kind: "line",
    title: "Where the push goes",
    notice:
      "One test image against all others: the push on each negative relative to the pull on the positive. It is exp(similarity / τ) up to a constant, so lowering τ turns the flat line into a steep one; hard losses drop the easy negatives.",
    x: { label: "similarity to the anchor", include: [-1, 1] },
    y: { label: "relative penalty", scale: "log", include: [1e-6, 1] },
    guides: [{ label: "equal push on all", y: 1 / negativeCount }],
  },
  sphere: {
    kind: "scatter",
    title: "The shadow of the sphere",
    notice:
      "Test embeddings on their sphere, seen along the two directions in which they vary most; one colour for each digit. Points inside the circle use further directions too. A small temperature spreads them over all directions; the simple loss is content with two.",
    x: { label: "widest direction", include: [-1, 1] },
    y: { label: "second widest", include: [-1, 1] },
    guides: [{ label: "", points: circle() }],
  },
  tradeOff: {
    kind: "scatter",
    title: "Uniformity against tolerance",
    notice:
      "Each dot is a network, the ringed one yours. Spreading evenly (left) costs closeness within the classes (down). In 32 dimensions temperature moves along this trade-off, and hard selection goes to its lower left end.",
    x: { label: "uniformity U, more even to the left" },
    y: { label: "tolerance T" },
    joined: true,
  },
};

function circle(): [number, number][] {
  return Array.from({ length: 73 }, (_, i) => [Math.cos((i * Math.PI) / 36), Math.sin((i * Math.PI) / 36)]);
}

/** The push on every image but the first, which is the anchor, in order of similarity. */
export function penaltyFrame(similarities: number[], penalties: number[]): Frame {
  const points = similarities.map((s, i): [number, number] => [s, penalties[i]!]).slice(1);
  const pushed = points.filter(([, penalty]) => penalty > 0).sort(([a], [b]) => a - b);
  return { kind: "line", plot: "penalty", reset: true, points: pushed };
}

/** Where each test embedding falls, and its digit. */
export function sphereFrame(shadow: [number, number][], labels: Int32Array): Frame {
  const points = shadow.map(([x, y], i): ScatterPoint => ({ x, y, group: String(labels[i]) }));
  return { kind: "scatter", plot: "sphere", reset: true, points };
}

/** A network's place in the trade-off. */
export interface Dot {
  uniformity: number;
  tolerance: number;
  /** Left out: its loss has none. */
  temperature: number | undefined;
  own: boolean;
}

/** All networks of an arm, from the smallest temperature up. */
export function tradeOffFrame(dots: Dot[]): Frame {
  const ordered = dots.toSorted((a, b) => (a.temperature ?? 0) - (b.temperature ?? 0));
  const labelled: Dot[] = [];
  for (const dot of dots) if (!labelled.some((other) => isNear(dot, other))) labelled.push(dot);
  const points = ordered.map((dot): ScatterPoint => {
    const point = { x: dot.uniformity, y: dot.tolerance, ringed: dot.own };
    const isNamed = dot.temperature !== undefined && labelled.includes(dot);
    return isNamed ? { ...point, label: `τ = ${Number(dot.temperature!.toPrecision(2))}` } : point;
  });
  return { kind: "scatter", plot: "tradeOff", reset: true, points };
}

/** Whether the labels of two dots would cover one another. */
const isNear = (a: Dot, b: Dot) =>
  Math.abs(a.tolerance - b.tolerance) < 0.02 && Math.abs(a.uniformity - b.uniformity) < 0.15;
