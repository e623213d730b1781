import { broadcastShapes, elementwise, scalar } from "../elementwise.ts";
import type { Graph } from "../graph.ts";
import { cast, expand, reshapeTensor, transposeTensor, type Value } from "../value.ts";
import { negate, negated, where } from "./arithmetic.ts";
import { pad } from "./shape.ts";

const range = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);

/** Selects along axes by integer arrays; the axes of the (broadcast) indices stand at `outDim` of the result. */
export function gather(graph: Graph, x: Value, indices: Value[], axes: number[], outDim: number): Value {
  const positive = negated(graph, x);
  if (positive) return negate(graph, gather(graph, positive, indices, axes, outDim));
  const source = expand(graph, x);
  const indexShape = broadcastShapes(indices.map((index) => index.shape));
  const free = source.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const freeShape = free.map((axis) => source.shape[axis]!);
  const shape = freeShape.toSpliced(outDim, 0, ...indexShape);
  if (axes.length === 1) {
    const [axis] = axes as [number];
    const index = expand(
      graph,
      indices[0]!.type === "int32" ? indices[0]! : cast(graph, indices[0]!, "int64"),
    );
    const extents = source.shape.toSpliced(axis, 1, ...indexShape);
    const name = graph.node("Gather", [source.name, index.name], { type: x.type, shape: extents }, { axis });
    const order = moveBlock(extents.length, axis, indexShape.length, outDim);
    return { name: transposeTensor(graph, name, order), type: x.type, shape, stored: shape };
  }
  const lead = transposeTensor(graph, source.name, [...axes, ...free]);
  const coordinates = stackIndices(graph, indices, indexShape);
  const extents = [...indexShape, ...freeShape];
  const name = graph.node("GatherND", [lead, coordinates], { type: x.type, shape: extents });
  const order = moveBlock(extents.length, 0, indexShape.length, outDim);
  return { name: transposeTensor(graph, name, order), type: x.type, shape, stored: shape };
}

/** The permutation that moves `length` axes from place `from` so that they start at place `to`. */
function moveBlock(rank: number, from: number, length: number, to: number): number[] {
  const block = range(length, from);
  return range(rank)
    .filter((axis) => !block.includes(axis))
    .toSpliced(to, 0, ...block);
}

/** Index arrays side by side on a new last axis: [index shape…, axes]. */
function stackIndices(graph: Graph, indices: Value[], indexShape: number[]): string {
  const columns = indices.map((index) => {
    const wide = broadcastTensor(graph, cast(graph, index, "int64"), indexShape);
    return reshapeTensor(graph, wide, [...indexShape, 1]);
  });
  const shape = [...indexShape, indices.length];
  if (columns.length === 1) return columns[0]!;
  return graph.node("Concat", columns, { type: "int64", shape }, { axis: indexShape.length });
}

/** The tensor of a value broadcast to a shape. */
function broadcastTensor(graph: Graph, x: Value, shape: number[]): string {
  const stored = [...Array.from({ length: shape.length - x.shape.length }, () => 1), ...x.stored];
  const name = reshapeTensor(graph, x.name, stored);
  return expand(graph, { ...x, name, shape, stored }).name;
}

/**
 * Adds updates into zeros (or writes them) at the places that {@link gather} would read. Indices out of range
 * are skipped, as the engine does: they go to a row of their own that is cut off.
 */
export function scatter(
  graph: Graph,
  updates: Value,
  indices: Value[],
  { op, shape, axis: axes, outDim, uniqueIndices }: ScatterParams,
): Value {
  if (updates.type === "bool" || updates.type === "uint32") {
    const wide = cast(graph, updates, "int32");
    const sums = scatter(graph, wide, indices, { op, shape, axis: axes, outDim, uniqueIndices });
    return cast(graph, sums, updates.type);
  }
  const moved = scatterOnce(graph, updates, indices, { shape, axis: axes, outDim });
  if (moved) return moved;
  const indexShape = broadcastShapes(indices.map((index) => index.shape));
  const full = expand(graph, updates);
  const block = range(indexShape.length, outDim);
  const rest = full.shape.map((_, i) => i).filter((i) => !block.includes(i));
  const rows = transposeTensor(graph, full.name, [...block, ...rest]);
  const free = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const freeShape = free.map((axis) => shape[axis]!);
  const extents = axes.map((axis) => shape[axis]!);
  const guarded = indices.map((index, i) => guardIndex(graph, index, extents[i]!));
  const bordered = [...extents.map((extent) => extent + 1), ...freeShape];
  const zeros = graph.node("Expand", [graph.constant(updates.type, [], [0]), graph.integers(bordered)], {
    type: updates.type,
    shape: bordered,
  });
  const coordinates = stackIndices(graph, guarded, indexShape);
  const accumulate = op !== "update" && !uniqueIndices;
  const attributes: Record<string, string> = accumulate ? { reduction: "add" } : {};
  const port = { type: updates.type, shape: bordered };
  const filled = graph.node("ScatterND", [zeros, coordinates, rows], port, attributes);
  const starts = graph.integers(extents.map(() => 0));
  const cut = graph.node(
    "Slice",
    [filled, starts, graph.integers(extents), graph.integers(range(extents.length))],
    { type: updates.type, shape: [...extents, ...freeShape] },
  );
  const order = shape.map((_, axis) =>
    axes.includes(axis) ? axes.indexOf(axis) : axes.length + free.indexOf(axis),
  );
  return { name: transposeTensor(graph, cut, order), type: updates.type, shape, stored: shape };
}

/**
 * A scatter to known places, each once, along one axis: every place that is written to knows where its value comes
 * from, and gathers it.
 */
function scatterOnce(
  graph: Graph,
  updates: Value,
  indices: Value[],
  { shape, axis: axes, outDim }: Pick<ScatterParams, "shape" | "axis" | "outDim">,
): Value | undefined {
  const [axis] = axes as [number];
  const [index] = indices as [Value];
  const places = axes.length === 1 && index.shape.length === 1 ? graph.values(index.name) : undefined;
  const extent = shape[axis]!;
  if (!places || places.length !== index.shape[0] || axis !== outDim) return undefined;
  const sources = Array.from({ length: extent }, () => places.length);
  for (const [source, value] of Array.from(places as ArrayLike<number>, Number).entries()) {
    if (!(value >= 0 && value < extent) || sources[value] !== places.length) return undefined;
    sources[value] = source;
  }
  // Places that nothing is written to read a zero after the last value.
  const isOnto = places.length === extent;
  const none = (_: number, at: number): [number, number] => (at === axis && !isOnto ? [0, 1] : [0, 0]);
  const bordered = pad(graph, expand(graph, updates), updates.shape.map(none));
  const table = graph.constant("int64", [extent], sources);
  const name = graph.node("Gather", [bordered.name, table], { type: updates.type, shape }, { axis });
  return { name, type: updates.type, shape, stored: shape };
}

export interface ScatterParams {
  op: string;
  shape: number[];
  axis: number[];
  outDim: number;
  uniqueIndices: boolean;
}

/** Sends an index that is out of range to the extra place at the end. */
function guardIndex(graph: Graph, index: Value, extent: number): Value {
  const wide = cast(graph, index, "int64");
  const negative = elementwise(graph, "Less", [wide, scalar(graph, "int64", 0)], "bool");
  const end = scalar(graph, "int64", extent);
  return elementwise(graph, "Min", [where(graph, negative, end, wide), end]);
}
