import { broadcastShapes, elementwise, scalar } from "../elementwise.ts";
import type { Graph } from "../graph.ts";
import { isFloat } from "../types.ts";
import { gemm, product, reshapeTensor, transposeTensor, untransposed, type Value } from "../value.ts";
import { multiply, negate, negated } from "./arithmetic.ts";
import { reduce } from "./reduce.ts";

/**
 * The engine's contraction: the sum over the last axis of the product of two broadcast arrays. Axes that only
 * one side really has make the rows and columns of a matrix product, axes that both have its batch.
 */
export function dot(graph: Graph, left: Value, right: Value): Value {
  const [negativeLeft, negativeRight] = [negated(graph, left), negated(graph, right)];
  if (negativeLeft) return negate(graph, dot(graph, negativeLeft, right));
  if (negativeRight) return negate(graph, dot(graph, left, negativeRight));
  const shape = broadcastShapes([left.shape, right.shape]);
  const [a, b] = [alignRank(graph, left, shape), alignRank(graph, right, shape)];
  const last = shape.length - 1;
  const isOuter = shape[last] === 1 && isOuterProduct(a, b);
  if (!isOuter && (a.stored[last] === 1 || b.stored[last] === 1)) return scaledSum(graph, a, b, shape);
  const axes = shape.slice(0, -1).map((_, axis) => axis);
  const only = (own: Value, other: Value) =>
    axes.filter((axis) => own.stored[axis] !== 1 && other.stored[axis] === 1);
  const batch = axes.filter((axis) => a.stored[axis] !== 1 && b.stored[axis] !== 1);
  const [rows, columns] = [only(a, b), only(b, a)];
  if (rows.length === 0 && columns.length === 0) return reduce(graph, multiply(graph, a, b), "Add", [last]);
  const name = matrixProduct(graph, a, b, batch, rows, columns);
  return arrange(graph, name, shape.slice(0, -1), [...batch, ...rows, ...columns], a, b);
}

/** Whether two floating columns make a matrix: as a matrix product that is several times faster. */
function isOuterProduct(a: Value, b: Value): boolean {
  const axes = a.shape.slice(0, -1).map((_, axis) => axis);
  const own = (x: Value, other: Value) =>
    axes.some((axis) => x.stored[axis] !== 1 && other.stored[axis] === 1);
  const hasBatch = axes.some((axis) => a.stored[axis] !== 1 && b.stored[axis] !== 1);
  return isFloat(a.type) && !hasBatch && own(a, b) && own(b, a);
}

function alignRank(graph: Graph, x: Value, target: number[]): Value {
  const missing = target.length - x.shape.length;
  const ones = Array.from({ length: missing }, () => 1);
  const stored = [...ones, ...x.stored];
  return { ...x, name: reshapeTensor(graph, x.name, stored), shape: target, stored };
}

/** One side is constant along the contraction: sum the other, then multiply. */
function scaledSum(graph: Graph, a: Value, b: Value, shape: number[]): Value {
  const last = shape.length - 1;
  const extent = shape[last]!;
  if (a.stored[last] !== 1) return scaledSum(graph, b, a, shape);
  const single = (x: Value): Value => reduce(graph, { ...x, shape: x.shape.with(last, 1) }, "Add", [last]);
  if (b.stored[last] !== 1) return multiply(graph, single(a), reduce(graph, b, "Add", [last]));
  const both = multiply(graph, single(a), single(b));
  return extent === 1 ? both : elementwise(graph, "Mul", [both, scalar(graph, a.type, extent)]);
}

/** The product with axes [batch…, rows…, columns…]. */
function matrixProduct(
  graph: Graph,
  a: Value,
  b: Value,
  batch: number[],
  rows: number[],
  columns: number[],
): string {
  const last = a.shape.length - 1;
  const extent = (axes: number[], x: Value) => axes.map((axis) => x.stored[axis]!);
  const [m, k, n] = [product(extent(rows, a)), a.stored[last]!, product(extent(columns, b))];
  const flat = (x: Value, axes: number[], to: number[]) => {
    const order = [...axes, ...x.stored.map((_, axis) => axis).filter((axis) => !axes.includes(axis))];
    return reshapeTensor(graph, transposeTensor(graph, x.name, order), to);
  };
  const batchExtents = extent(batch, a);
  const result = [...batchExtents, ...extent(rows, a), ...extent(columns, b)];
  if (batch.length === 0 && isFloat(a.type)) {
    const left = untransposed(graph, flat(a, [...rows, last], [m, k]));
    const right =
      k === 1
        ? { name: flat(b, [last, ...columns], [k, n]), transposed: true }
        : untransposed(graph, flat(b, [...columns, last], [n, k]));
    const name = gemm(graph, left.name, right.name, left.transposed, !right.transposed, [m, n], a.type);
    return reshapeTensor(graph, name, result);
  }
  const count = product(batchExtents);
  const left = flat(a, [...batch, ...rows, last], [count, m, k]);
  const right = flat(b, [...batch, last, ...columns], [count, k, n]);
  const name = graph.node("MatMul", [left, right], { type: a.type, shape: [count, m, n] });
  return reshapeTensor(graph, name, result);
}

/** Puts the axes of a product where the result has them. */
function arrange(graph: Graph, name: string, shape: number[], order: number[], a: Value, b: Value): Value {
  const stored = shape.map((_, axis) => (a.stored[axis] === 1 ? b.stored[axis]! : a.stored[axis]!));
  const position = order.toSorted((x, y) => x - y).map((axis) => order.indexOf(axis));
  const moved = transposeTensor(graph, name, position);
  return { name: reshapeTensor(graph, moved, stored), type: a.type, shape, stored };
}
