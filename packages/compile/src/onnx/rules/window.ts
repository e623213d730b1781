import type { Graph } from "../graph.ts";
import { expand, product, reshapeTensor, transposeTensor, type Value } from "../value.ts";

const range = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);

/**
 * Windows of the last axes: […, in₁, in₂] to […, out₁, out₂, window₁, window₂]. Windows side by side are another
 * shape of the same values; others are gathered, one axis after the other.
 */
export function pool(graph: Graph, x: Value, window: number[], strides: number[]): Value {
  const full = expand(graph, x);
  const lead = x.shape.length - window.length;
  let name = full.name;
  let extents = [...full.shape];
  for (const [i, width] of window.entries()) {
    // Each axis turns into two, so the i-th axis has moved i places to the right.
    const axis = lead + 2 * i;
    const out = windowCount(x.shape[lead + i]!, width, strides[i]!);
    const before = extents;
    extents = extents.toSpliced(axis, 1, out, width);
    if (width === strides[i]) {
      name = reshapeTensor(graph, cutAxis(graph, name, before, axis, out * width), extents);
      continue;
    }
    const indices = range(out).flatMap((at) => range(width, at * strides[i]!));
    const table = graph.constant("int64", [out, width], indices);
    name = graph.node("Gather", [name, table], { type: x.type, shape: extents }, { axis });
  }
  const order = [
    ...range(lead),
    ...window.map((_, i) => lead + 2 * i),
    ...window.map((_, i) => lead + 2 * i + 1),
  ];
  const shape = order.map((axis) => extents[axis]!);
  return { name: transposeTensor(graph, name, order), type: x.type, shape, stored: shape };
}

/** The first elements of an axis. */
function cutAxis(graph: Graph, name: string, extents: number[], axis: number, kept: number): string {
  if (extents[axis] === kept) return name;
  const inputs = [name, graph.integers([0]), graph.integers([kept]), graph.integers([axis])];
  return graph.node("Slice", inputs, { type: graph.port(name).type, shape: extents.with(axis, kept) });
}

/**
 * The transpose of {@link pool}: adds every window element to where it came from. For windows side by side that is
 * again another shape, for others one matrix product per axis.
 */
export function poolTranspose(
  graph: Graph,
  x: Value,
  inShape: number[],
  window: number[],
  strides: number[],
): Value {
  const lead = inShape.length - window.length;
  const pairs = window.flatMap((_, i) => [lead + i, lead + window.length + i]);
  let name = transposeTensor(graph, expand(graph, x).name, [...range(lead), ...pairs]);
  for (const [i, width] of window.entries()) {
    const before = inShape.slice(0, lead + i);
    const inner = inShape[lead + i]!;
    const out = windowCount(inner, width, strides[i]!);
    const after = range(window.length - i - 1, i + 1).flatMap((j) => [
      windowCount(inShape[lead + j]!, window[j]!, strides[j]!),
      window[j]!,
    ]);
    const flat = reshapeTensor(graph, name, [product(before), out * width, product(after)]);
    const sums =
      width === strides[i]
        ? padMiddle(graph, flat, inner)
        : placeWindows(graph, flat, inner, out, width, strides[i]!);
    name = reshapeTensor(graph, sums, [...before, inner, ...after]);
  }
  return { name, type: x.type, shape: inShape, stored: inShape };
}

/** Zeros after the elements of the middle one of three axes. */
function padMiddle(graph: Graph, name: string, extent: number): string {
  const { type, shape } = graph.port(name);
  if (shape[1] === extent) return name;
  const widths = graph.integers([0, 0, 0, 0, extent - shape[1]!, 0]);
  const inputs = [name, widths, graph.constant(type, [], [0])];
  return graph.node("Pad", inputs, { type, shape: shape.with(1, extent) });
}

/** Adds the windows of the middle one of three axes where they belong, by a matrix of ones. */
function placeWindows(
  graph: Graph,
  name: string,
  inner: number,
  out: number,
  width: number,
  stride: number,
): string {
  const { type, shape } = graph.port(name);
  const placement = new Float64Array(inner * out * width);
  for (let at = 0; at < out; at++) {
    for (let k = 0; k < width; k++) placement[(at * stride + k) * out * width + at * width + k] = 1;
  }
  const matrix = graph.constant(type, [inner, out * width], placement);
  return graph.node("MatMul", [matrix, name], { type, shape: shape.with(1, inner) });
}

function windowCount(extent: number, width: number, stride: number): number {
  return Math.ceil((extent - width + 1) / stride);
}
