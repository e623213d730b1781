import type { Graph } from "../graph.ts";
import { expand, product, reshapeTensor, transposeTensor, type Value } from "../value.ts";

const range = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);

/**
 * Windows of the last axes: […, in₁, in₂] to […, out₁, out₂, window₁, window₂], by one gather per axis.
 */
export function pool(graph: Graph, x: Value, window: number[], strides: number[]): Value {
  const full = expand(graph, x);
  const lead = x.shape.length - window.length;
  let name = full.name;
  let extents = [...full.shape];
  for (const [i, width] of window.entries()) {
    // Each gathered axis turns into two, so the i-th axis has moved i places to the right.
    const axis = lead + 2 * i;
    const out = windowCount(x.shape[lead + i]!, width, strides[i]!);
    const indices = range(out).flatMap((at) => range(width, at * strides[i]!));
    extents = extents.toSpliced(axis, 1, out, width);
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

/** The transpose of {@link pool}: adds every window element to where it came from, one matrix product per axis. */
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
    const before = [...inShape.slice(0, lead), ...inShape.slice(lead, lead + i)];
    const inner = inShape[lead + i]!;
    const out = windowCount(inner, width, strides[i]!);
    const after = range(window.length - i - 1, i + 1).flatMap((j) => [
      windowCount(inShape[lead + j]!, window[j]!, strides[j]!),
      window[j]!,
    ]);
    const placement = new Float64Array(inner * out * width);
    for (let at = 0; at < out; at++) {
      for (let k = 0; k < width; k++) placement[(at * strides[i]! + k) * out * width + at * width + k] = 1;
    }
    const matrix = graph.constant(x.type, [inner, out * width], placement);
    const [outer, rest] = [product(before), product(after)];
    const flat = reshapeTensor(graph, name, [outer, out * width, rest]);
    const sums = graph.node("MatMul", [matrix, flat], { type: x.type, shape: [outer, inner, rest] });
    name = reshapeTensor(graph, sums, [...before, inner, ...after]);
  }
  return { name, type: x.type, shape: inShape, stored: inShape };
}

function windowCount(extent: number, width: number, stride: number): number {
  return Math.ceil((extent - width + 1) / stride);
}
