import { elementwise, scalar } from "../elementwise.ts";
import type { Graph } from "../graph.ts";
import { elementTypes, isFloat, UnsupportedError } from "../types.ts";
import { cast, expand, product, reshapeTensor, type Value } from "../value.ts";

export type ReduceOp = "Add" | "Mul" | "Min" | "Max";

const operators = { Add: "ReduceSum", Mul: "ReduceProd", Min: "ReduceMin", Max: "ReduceMax" } as const;

/** Reduces axes away. Over an axis on which the value is constant a sum is a product with its extent. */
export function reduce(graph: Graph, x: Value, op: ReduceOp, axes: number[]): Value {
  if (x.type === "bool") {
    const ones = cast(graph, x, "int32");
    return cast(graph, reduce(graph, ones, op === "Add" || op === "Max" ? "Max" : "Min", axes), "bool");
  }
  if (x.type === "uint32") return cast(graph, reduce(graph, cast(graph, x, "int64"), op, axes), "uint32");
  const constant = axes.filter((axis) => x.stored[axis] === 1 && x.shape[axis] !== 1);
  if (constant.some((axis) => x.shape[axis] === 0)) return reduce(graph, expand(graph, x), op, axes);
  if (op === "Mul" && constant.length > 0) return reduce(graph, expand(graph, x, constant), op, axes);
  const reduced = reduceStored(graph, x, op, axes);
  const times = product(constant.map((axis) => x.shape[axis]!));
  if (op !== "Add" || times === 1) return reduced;
  return elementwise(graph, "Mul", [reduced, scalar(graph, x.type, times)]);
}

function reduceStored(graph: Graph, x: Value, op: ReduceOp, axes: number[]): Value {
  const kept = (extents: number[]) => extents.filter((_, axis) => !axes.includes(axis));
  const [shape, stored] = [kept(x.shape), kept(x.stored)];
  const moving = axes.filter((axis) => x.stored[axis] !== 1);
  if (moving.length === 0) return { ...x, name: reshapeTensor(graph, x.name, stored), shape, stored };
  if (product(x.stored) === 0) return { ...x, name: identity(graph, x, op, stored), shape, stored };
  const partial = x.stored.filter((_, axis) => !moving.includes(axis));
  const result = { type: x.type, shape: partial };
  const inputs = [x.name, graph.integers(moving)];
  const name = graph.node(operators[op], inputs, result, { keepdims: 0 });
  const exact =
    isFloat(x.type) && (op === "Min" || op === "Max") ? keepNan(graph, x, name, moving, partial) : name;
  return { ...x, name: reshapeTensor(graph, exact, stored), shape, stored };
}

/** The result of reducing nothing. */
function identity(graph: Graph, x: Value, op: ReduceOp, stored: number[]): string {
  if (!isFloat(x.type) && (op === "Min" || op === "Max"))
    throw new UnsupportedError("reduce", "of no integers");
  const value = { Add: 0, Mul: 1, Min: Infinity, Max: -Infinity }[op];
  return graph.constant(
    x.type,
    stored,
    Array.from({ length: product(stored) }, () => value),
  );
}

/** ONNX Runtime's extrema skip NaN, the engine's don't: lanes with a NaN are put right. */
function keepNan(graph: Graph, x: Value, extremum: string, axes: number[], shape: number[]): string {
  const isNan = graph.node("IsNaN", [x.name], { type: "bool", shape: x.stored });
  const ones = graph.node("Cast", [isNan], { type: "int32", shape: x.stored }, { to: elementTypes.int32 });
  const any = graph.node(
    "ReduceMax",
    [ones, graph.integers(axes)],
    { type: "int32", shape },
    { keepdims: 0 },
  );
  const hasNan = graph.node("Cast", [any], { type: "bool", shape }, { to: elementTypes.bool });
  const nan = graph.constant(x.type, [], [NaN]);
  return graph.node("Where", [hasNan, nan, extremum], { type: x.type, shape });
}
