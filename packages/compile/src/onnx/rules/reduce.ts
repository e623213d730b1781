import { elementwise, scalar } from "../elementwise.ts";
import type { Graph } from "../graph.ts";
import { negate, negated } from "./arithmetic.ts";
import { elementTypes, isFloat, UnsupportedError } from "../types.ts";
import { cast, expand, gemm, product, reshapeTensor, type Value } from "../value.ts";

export type ReduceOp = "Add" | "Mul" | "Min" | "Max";

const operators = { Add: "ReduceSum", Mul: "ReduceProd", Min: "ReduceMin", Max: "ReduceMax" } as const;

/** Reduces axes away. Over an axis on which the value is constant a sum is a product with its extent. */
export function reduce(graph: Graph, x: Value, op: ReduceOp, axes: number[]): Value {
  if (x.type === "bool") {
    const ones = cast(graph, x, "int32");
    return cast(graph, reduce(graph, ones, op === "Add" || op === "Max" ? "Max" : "Min", axes), "bool");
  }
  if (x.type === "uint32") return cast(graph, reduce(graph, cast(graph, x, "int64"), op, axes), "uint32");
  const positive = op === "Add" ? negated(graph, x) : undefined;
  if (positive) return negate(graph, reduce(graph, positive, op, axes));
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
  if (op === "Add" && isFloat(x.type)) {
    return { ...x, name: reshapeTensor(graph, sumAxes(graph, x, moving), stored), shape, stored };
  }
  const result = { type: x.type, shape: partial };
  const inputs = [x.name, graph.integers(moving)];
  const name = graph.node(operators[op], inputs, result, { keepdims: 0 });
  const exact =
    isFloat(x.type) && (op === "Min" || op === "Max") ? keepNan(graph, x, name, moving, partial) : name;
  return { ...x, name: reshapeTensor(graph, exact, stored), shape, stored };
}

/**
 * Sums floats over axes, one group of neighbouring axes after the other: ONNX Runtime is slow where summed and kept
 * axes alternate more often, and where few short rows are summed many times; those are added up.
 */
function sumAxes(graph: Graph, x: Value, axes: number[]): string {
  let name = x.name;
  let extents = [...x.stored];
  for (let end = extents.length - 1; end >= 0; end--) {
    if (!axes.includes(end)) continue;
    let start = end;
    while (start > 0 && axes.includes(start - 1)) start--;
    const [outer, summed, inner] = [
      extents.slice(0, start),
      extents.slice(start, end + 1),
      extents.slice(end + 1),
    ];
    name = sumMiddle(graph, name, x.type, [product(outer), product(summed), product(inner)]);
    extents = [...outer, ...inner];
    end = start;
  }
  return reshapeTensor(graph, name, extents);
}

/** Sums the middle one of three axes: [outer, inner], without axes of extent 1. */
function sumMiddle(
  graph: Graph,
  name: string,
  type: Value["type"],
  [outer, summed, inner]: [number, number, number],
): string {
  if (outer >= manyRows && inner <= shortRow && summed > 1 && summed <= fewTerms) {
    const part = { type, shape: [outer, 1, inner] };
    const cube = reshapeTensor(graph, name, [outer, summed, inner]);
    const sizes = graph.integers(Array.from({ length: summed }, () => 1));
    return graph
      .nodes(
        "Split",
        [cube, sizes],
        Array.from({ length: summed }, () => part),
        { axis: 1 },
      )
      .reduce((total, term) => graph.node("Add", [total, term], part));
  }
  if (outer === 1 && inner > 1 && summed > 1 && summed <= longColumn) {
    const ones = graph.constant(
      type,
      [1, summed],
      Array.from({ length: summed }, () => 1),
    );
    return gemm(graph, ones, reshapeTensor(graph, name, [summed, inner]), false, false, [1, inner], type);
  }
  const kept = [outer, inner].filter((extent) => extent !== 1);
  const cube = [outer, summed, inner].filter((extent, axis) => axis === 1 || extent !== 1);
  const inputs = [reshapeTensor(graph, name, cube), graph.integers([outer === 1 ? 0 : 1])];
  return graph.node("ReduceSum", inputs, { type, shape: kept }, { keepdims: 0 });
}

/** Up to this length the sums of columns are a product with ones, into which other products and sums may go. */
const longColumn = 2048;

/** Where sums of short rows, many times, are additions: at least so many, of at most such a length, of so few. */
const [manyRows, shortRow, fewTerms] = [256, 256, 4];

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
  const ones = graph.node("Cast", [isNan], { type: "uint8", shape: x.stored }, { to: elementTypes.uint8 });
  const any = graph.node(
    "ReduceMax",
    [ones, graph.integers(axes)],
    { type: "uint8", shape },
    { keepdims: 0 },
  );
  const hasNan = graph.node("Cast", [any], { type: "bool", shape }, { to: elementTypes.bool });
  const nan = graph.constant(x.type, [], [NaN]);
  return graph.node("Where", [hasNan, nan, extremum], { type: x.type, shape });
}
