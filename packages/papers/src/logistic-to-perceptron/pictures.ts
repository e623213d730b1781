import type { ScatterPoint } from "@offprint/lab";
import { type Examples, rowOf } from "./examples.ts";
import { dot, planeOf, type Point, shadowOf, sharedPlane } from "./geometry.ts";
import type { Iterate } from "./iterates.ts";

const examplesShown = 150;
/** So many that they run into a line. */
const lineDots = 90;
const pathDots = 150;

/** The examples, ringed where they are on the wrong side, and the separating line. */
export function examplePoints(examples: Examples, theta: number[]): ScatterPoint[] {
  const plane = planeOf(theta, examples);
  const points = distinctRows(examples).map(({ index, count }): ScatterPoint => {
    const row = rowOf(examples, index);
    const [x, y] = shadowOf(row, plane);
    const label = examples.labels[index]!;
    const ringed = dot(row, theta) * label <= 0;
    return {
      x,
      y,
      group: label > 0 ? "class 1" : "class −1",
      ringed,
      ...(count > 1 && { label: `× ${count}` }),
    };
  });
  const kept = points.filter(
    (point, i) => point.ringed || i % Math.ceil(points.length / examplesShown) === 0,
  );
  const extent = Math.max(...points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
  // What comes later is drawn on top.
  return [...separatingLine(shadowOf(theta, plane), extent), ...kept];
}

/** Some dots of the line through 0 at a right angle to a separator. */
function separatingLine([x, y]: Point, extent: number): ScatterPoint[] {
  const length = Math.hypot(x, y) || 1;
  return Array.from({ length: lineDots }, (_, i) => {
    const along = 1.2 * extent * ((2 * i) / (lineDots - 1) - 1);
    return { x: (-y / length) * along, y: (x / length) * along, group: "separating line" };
  });
}

/** Where the separator went, divided by `unit`; the last place is ringed. */
export function pathPoints(path: Iterate[], unit: number, examples: Examples): ScatterPoint[] {
  const plane = sharedPlane(examples);
  return spread(path, pathDots).map((iterate) => {
    const [x, y] = shadowOf(iterate.theta, plane);
    return { x: x / unit, y: y / unit, ringed: iterate === path.at(-1) };
  });
}

/** Members of a list with growing distances, all of the first third among them, and the last. */
export function spread<T>(list: T[], kept: number): T[] {
  if (list.length <= kept) return list;
  const early = Math.floor(kept / 3);
  const growth = (list.length / early) ** (1 / (kept - early));
  const chosen = new Set(Array.from({ length: early }, (_, i) => i));
  for (let at = early; at < list.length; at *= growth) chosen.add(Math.floor(at));
  return list.filter((_, i) => chosen.has(i) || i === list.length - 1);
}

/** First places of the rows that differ, and how often each occurs. */
function distinctRows(examples: Examples): { index: number; count: number }[] {
  const rows = new Map<string, { index: number; count: number }>();
  for (let index = 0; index < examples.count; index++) {
    const key = [...rowOf(examples, index), examples.labels[index]].join();
    const known = rows.get(key);
    if (known) known.count++;
    else rows.set(key, { index, count: 1 });
  }
  return [...rows.values()];
}
