import type { Attributes, Graph } from "./graph.ts";
import { type ElementType, elementTypes } from "./types.ts";

/**
 * An array of the traced program as the graph holds it. Along an axis on which it is known to be constant the
 * graph stores one element only: `stored` is 1 there while `shape` has the full extent. The engine's matrix
 * products and their gradients arrive as products of broadcast arrays; because broadcasting stores nothing,
 * they are seen for what they are.
 */
export interface Value {
  name: string;
  type: ElementType;
  shape: number[];
  /** Shape of the tensor `name`: for each axis the extent or 1. Same rank as `shape`. */
  stored: number[];
}

export const product = (extents: number[]) => extents.reduce((a, b) => a * b, 1);
export const sameList = (a: number[], b: number[]) => a.length === b.length && a.every((x, i) => x === b[i]);
const count = (n: number) => Array.from({ length: n }, (_, i) => i);

/** A value that is stored in full. */
export function fullValue(graph: Graph, name: string): Value {
  const { type, shape } = graph.port(name);
  return { name, type, shape, stored: shape };
}

/** The same value stored in full along the given axes (default all). */
export function expand(graph: Graph, value: Value, axes = count(value.shape.length)): Value {
  const stored = value.stored.map((extent, axis) => (axes.includes(axis) ? value.shape[axis]! : extent));
  if (sameList(stored, value.stored)) return value;
  const name = graph.node("Expand", [value.name, graph.integers(stored)], {
    type: value.type,
    shape: stored,
  });
  return { ...value, name, stored };
}

/** A reshaped tensor; reshapes of reshapes become one, and one that changes nothing none. */
export function reshapeTensor(graph: Graph, name: string, shape: number[]): string {
  const port = graph.port(name);
  if (sameList(port.shape, shape)) return name;
  const producer = graph.producer(name);
  if (producer?.op === "Reshape") return reshapeTensor(graph, producer.inputs[0]!, shape);
  const scalar = graph.scalar(name);
  if (scalar !== undefined) return graph.constant(port.type, shape, [scalar]);
  // A 0 in the shape argument would mean "keep", so empty tensors need the other reading.
  const attributes: Attributes = shape.includes(0) ? { allowzero: 1 } : {};
  return graph.node("Reshape", [name, graph.integers(shape)], { type: port.type, shape }, attributes);
}

/** A tensor with its axes permuted. Axes of extent 1 only move in the shape; transposing a product transposes its factors. */
export function transposeTensor(graph: Graph, name: string, permutation: number[]): string {
  const { shape, type } = graph.port(name);
  const result = permutation.map((axis) => shape[axis]!);
  const moving = permutation.filter((axis) => shape[axis] !== 1);
  const order = moving.toSorted((a, b) => a - b);
  if (sameList(moving, order)) return reshapeTensor(graph, name, result);
  const squeezed = reshapeTensor(
    graph,
    name,
    order.map((axis) => shape[axis]!),
  );
  const ranks = moving.map((axis) => order.indexOf(axis));
  return reshapeTensor(graph, permute(graph, squeezed, ranks, type), result);
}

function permute(graph: Graph, name: string, permutation: number[], type: ElementType): string {
  const shape = permutation.map((axis) => graph.port(name).shape[axis]!);
  const producer = graph.producer(name);
  if (producer?.op === "Transpose") {
    const inner = producer.attributes["perm"] as number[];
    const composed = permutation.map((axis) => inner[axis]!);
    const source = producer.inputs[0]!;
    if (sameList(composed, count(composed.length))) return source;
    return graph.node("Transpose", [source], { type, shape }, { perm: composed });
  }
  if (producer?.op === "Gemm" && sameList(permutation, [1, 0])) {
    const [a, b] = producer.inputs as [string, string];
    const { transA = 0, transB = 0 } = producer.attributes as { transA?: number; transB?: number };
    return gemm(graph, b, a, transB === 0, transA === 0, shape, type);
  }
  return graph.node("Transpose", [name], { type, shape }, { perm: permutation });
}

/** A matrix product of two matrices, each possibly read as its transpose. */
export function gemm(
  graph: Graph,
  a: string,
  b: string,
  transposeA: boolean,
  transposeB: boolean,
  shape: number[],
  type: ElementType,
): string {
  const attributes = { ...(transposeA && { transA: 1 }), ...(transposeB && { transB: 1 }) };
  return graph.node("Gemm", [a, b], { type, shape }, attributes);
}

/** The tensor under a matrix, and whether it has to be read as its transpose. */
export function untransposed(graph: Graph, name: string): { name: string; transposed: boolean } {
  const producer = graph.producer(name);
  if (producer?.op === "Transpose" && sameList(producer.attributes["perm"] as number[], [1, 0])) {
    return { name: producer.inputs[0]!, transposed: true };
  }
  return { name, transposed: false };
}

/** A value with another element type. */
export function cast(graph: Graph, value: Value, type: ElementType): Value {
  if (value.type === type) return value;
  const scalar = graph.scalar(value.name);
  if (scalar !== undefined) {
    return { ...value, type, name: graph.constant(type, value.stored, [scalar]) };
  }
  const attributes = { to: elementTypes[type] };
  return {
    ...value,
    type,
    name: graph.node("Cast", [value.name], { type, shape: value.stored }, attributes),
  };
}
