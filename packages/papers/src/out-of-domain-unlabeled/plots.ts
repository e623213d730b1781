import type { HistogramFrame, ScatterFrame, ScatterPoint } from "@offprint/lab";
import { type Clouds, dot, projections, unit } from "./clouds.ts";

/** Points of each set that the plane shows. */
const shownPoints = 300;
const boundaryDots = 141;
/** Half the length of the boundary that is drawn. */
const boundaryReach = 4.5;
const bins = 48;
const tentBars = 200;

/**
 * The shadow of the data on the plane of μ₀ (to the right) and the classifier (upwards, at right angles to μ₀), with
 * the line where the classifier changes its mind.
 */
export function planeFrame({ mean, labelled, unlabelled }: Clouds, theta: number[]): ScatterFrame {
  const right = unit(mean);
  const along = dot(theta, right);
  const up = unit(theta.map((value, i) => value - along * right[i]!));
  const shadow = (cloud: Clouds["labelled"], draw: (row: number) => Partial<ScatterPoint>) => {
    const heights = projections(cloud, up, shownPoints);
    return projections(cloud, right, shownPoints).map((x, row) => ({ x, y: heights[row]!, ...draw(row) }));
  };
  const classOf = (row: number) => (labelled.signs[row] === 1 ? "class +1" : "class −1");
  const points = [
    ...shadow(unlabelled, () => ({ group: "unlabelled", faint: true })),
    ...boundary(along, dot(theta, up)),
    ...shadow(labelled, (row) => ({ group: classOf(row), ringed: true })),
  ];
  return { kind: "scatter", plot: "plane", points, reset: true };
}

/** Where along · x + across · y = 0. */
function boundary(along: number, across: number): ScatterPoint[] {
  return Array.from({ length: boundaryDots }, (_, i) => {
    const at = boundaryReach * ((2 * i) / (boundaryDots - 1) - 1);
    return { x: -at * across, y: at * along, group: "boundary" };
  });
}

/** Distances of the unlabelled points from the boundary, and for some the loss over them, as high as the tallest bar. */
export function distanceFrames(
  { mean, unlabelled }: Clouds,
  theta: number[],
  { shift, gammaPrime, showLoss }: { shift: number; gammaPrime: number; showLoss: boolean },
): HistogramFrame[] {
  const reach = 3.5 + Math.sqrt(dot(mean, mean) * (1 + shift ** 2));
  const width = (2 * reach) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, i) => i * width - reach);
  const counts = Array.from({ length: bins }, () => 0);
  for (const distance of projections(unlabelled, theta)) {
    const bin = Math.floor((distance + reach) / width);
    counts[Math.min(bins - 1, Math.max(0, bin))]!++;
  }
  const histogram = { kind: "histogram", plot: "distances", edges } as const;
  if (!showLoss) return [{ ...histogram, counts }];
  const tallest = Math.max(...counts);
  const loss = tent(Math.min(reach, 1 / gammaPrime), (distance) => tallest * (1 - gammaPrime * distance));
  return [
    { ...histogram, counts },
    { ...histogram, ...loss, series: "its loss, 1 at the boundary" },
  ];
}

/** A function of the distance from the boundary, in bars fine enough to look like slopes. */
function tent(reach: number, height: (distance: number) => number) {
  const edges = Array.from({ length: tentBars + 1 }, (_, i) => reach * ((2 * i) / tentBars - 1));
  const counts = edges.slice(1).map((right, i) => height(Math.abs((edges[i]! + right) / 2)));
  return { edges, counts };
}
