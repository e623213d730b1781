import type { Attributes, Graph } from "./graph.ts";
import type { ElementType } from "./types.ts";
import type { Value } from "./value.ts";

/** Shape of a broadcast of shapes, aligned at the last axis. */
export function broadcastShapes(shapes: number[][]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const extents = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    return extents.find((extent) => extent !== 1) ?? 1;
  });
}

/** Applies an elementwise operator to values that ONNX broadcasts by itself. */
export function elementwise(
  graph: Graph,
  op: string,
  values: Value[],
  type: ElementType = values[0]!.type,
  attributes: Attributes = {},
): Value {
  const shape = broadcastShapes(values.map((value) => value.shape));
  const stored = broadcastShapes(values.map((value) => value.stored));
  const names = values.map((value) => value.name);
  // In one order, so that a b and b a are seen to be the same.
  const name = graph.node(
    op,
    commutative.has(op) ? graph.inOrder(names) : names,
    { type, shape: stored },
    attributes,
  );
  return { name, type, shape, stored };
}

const commutative = new Set(["Add", "Mul", "Min", "Max", "And", "Or", "Equal"]);

/** A scalar constant. */
export function scalar(graph: Graph, type: ElementType, value: number): Value {
  return { name: graph.constant(type, [], [value]), type, shape: [], stored: [] };
}
