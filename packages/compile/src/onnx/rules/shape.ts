import type { Graph } from "../graph.ts";
import { cast, expand, product, reshapeTensor, transposeTensor, type Value } from "../value.ts";

export function transpose(graph: Graph, x: Value, permutation: number[]): Value {
  const moved = (extents: number[]) => permutation.map((axis) => extents[axis]!);
  return {
    ...x,
    name: transposeTensor(graph, x.name, permutation),
    shape: moved(x.shape),
    stored: moved(x.stored),
  };
}

/** Inserts axes and stretches axes of extent 1: nothing that the graph would have to store. */
export function broadcast(graph: Graph, x: Value, shape: number[], newAxes: number[]): Value {
  const stored = [...x.stored];
  for (const axis of newAxes.toSorted((a, b) => a - b)) stored.splice(axis, 0, 1);
  return { ...x, name: reshapeTensor(graph, x.name, stored), shape, stored };
}

/**
 * Reshapes. Old and new axes are matched in groups of equal size; a group that is constant as a whole stays
 * one stored element, one that is constant in part has to be stored in full.
 */
export function reshape(graph: Graph, x: Value, shape: number[]): Value {
  const groups = matchAxes(x.shape, shape);
  const mixed = groups.flatMap(({ from }) => (isConstantGroup(x, from) ? [] : from));
  const full = expand(graph, x, mixed);
  const stored = groups.flatMap(({ from, to }) =>
    isConstantGroup(x, from) ? to.map(() => 1) : to.map((axis) => shape[axis]!),
  );
  return { ...x, name: reshapeTensor(graph, full.name, stored), shape, stored };
}

function isConstantGroup(x: Value, axes: number[]): boolean {
  return axes.every((axis) => x.stored[axis] === 1);
}

/** Splits the axes of two shapes of equal size into the finest groups of equal size. */
function matchAxes(from: number[], to: number[]): { from: number[]; to: number[] }[] {
  if (product(from) === 0) return [{ from: from.map((_, i) => i), to: to.map((_, i) => i) }];
  const groups: { from: number[]; to: number[] }[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const group = { from: [] as number[], to: [] as number[] };
    let [sizeFrom, sizeTo] = [1, 1];
    do {
      if (sizeFrom <= sizeTo && i < from.length) {
        sizeFrom *= from[i]!;
        group.from.push(i++);
      } else {
        sizeTo *= to[j]!;
        group.to.push(j++);
      }
    } while (sizeFrom !== sizeTo);
    groups.push(group);
  }
  return groups;
}

/** Cuts [start, end) out of every axis. */
export function shrink(graph: Graph, x: Value, slice: [number, number][]): Value {
  const shape = slice.map(([start, end]) => end - start);
  const emptied = shape.flatMap((extent, axis) => (extent === 0 && x.stored[axis] === 1 ? [axis] : []));
  const full = expand(graph, x, emptied);
  const axes = full.stored.flatMap((extent, axis) => {
    const [start, end] = slice[axis]!;
    const cut = !(extent === 1 && full.shape[axis] !== 1) && !(start === 0 && end === extent);
    return cut ? [axis] : [];
  });
  if (axes.length === 0) return { ...full, shape };
  const stored = full.stored.map((extent, axis) => (axes.includes(axis) ? shape[axis]! : extent));
  const inputs = [
    full.name,
    graph.integers(axes.map((axis) => slice[axis]![0])),
    graph.integers(axes.map((axis) => slice[axis]![1])),
    graph.integers(axes),
  ];
  return { ...full, name: graph.node("Slice", inputs, { type: x.type, shape: stored }), shape, stored };
}

/** Reverses axes; an axis on which the value is constant is its own reverse. */
export function flip(graph: Graph, x: Value, axes: number[]): Value {
  const moving = axes.filter((axis) => x.stored[axis]! > 1);
  if (moving.length === 0) return x;
  const inputs = [
    x.name,
    graph.integers(moving.map(() => -1)),
    graph.integers(moving.map(() => -(2 ** 31))),
    graph.integers(moving),
    graph.integers(moving.map(() => -1)),
  ];
  return { ...x, name: graph.node("Slice", inputs, { type: x.type, shape: x.stored }) };
}

/** Surrounds with zeros; negative widths cut. */
export function pad(graph: Graph, x: Value, width: [number, number][]): Value {
  const shape = x.shape.map((extent, axis) => extent + width[axis]![0] + width[axis]![1]);
  const touched = width.flatMap(([before, after], axis) => (before !== 0 || after !== 0 ? [axis] : []));
  if (touched.length === 0) return x;
  if (x.type === "bool" || x.type === "uint32")
    return cast(graph, pad(graph, cast(graph, x, "int32"), width), x.type);
  const full = expand(graph, x, touched);
  const stored = full.stored.map((extent, axis) => (touched.includes(axis) ? shape[axis]! : extent));
  // Widths for all axes: with a list of axes, ONNX Runtime moves a transpose past the node wrongly.
  const widths = [...width.map(([before]) => before), ...width.map(([, after]) => after)];
  const inputs = [full.name, graph.integers(widths), graph.constant(x.type, [], [0])];
  return { ...full, name: graph.node("Pad", inputs, { type: x.type, shape: stored }), shape, stored };
}

export function concatenate(graph: Graph, parts: Value[], axis: number): Value {
  const rank = parts[0]!.shape.length;
  const shape = parts[0]!.shape.with(
    axis,
    parts.reduce((sum, part) => sum + part.shape[axis]!, 0),
  );
  const alike = Array.from({ length: rank }, (_, i) => i).filter(
    (i) => i !== axis && parts.every((part) => part.stored[i] === 1),
  );
  const axes = shape.map((_, i) => i).filter((i) => !alike.includes(i));
  const full = parts.map((part) => expand(graph, part, axes));
  const stored = shape.map((extent, i) => (alike.includes(i) ? 1 : extent));
  const { type } = parts[0]!;
  if (full.length === 1) return full[0]!;
  const names = full.map((part) => part.name);
  return { name: graph.node("Concat", names, { type, shape: stored }, { axis }), type, shape, stored };
}

export function split(graph: Graph, x: Value, axis: number, sizes: number[]): Value[] {
  let start = 0;
  return sizes.map((size) => {
    const slice = x.shape.map((extent, i): [number, number] =>
      i === axis ? [start, start + size] : [0, extent],
    );
    start += size;
    return shrink(graph, x, slice);
  });
}
