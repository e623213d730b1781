import { elementwise, scalar } from "../elementwise.ts";
import type { Graph } from "../graph.ts";
import { elementTypes, isFloat } from "../types.ts";
import { cast, expand, type Value } from "../value.ts";
import { where } from "./arithmetic.ts";

/** Sorts the last axis, stable, NaN last: the sorted values and where they stood (int32). */
export function argsort(graph: Graph, x: Value): [Value, Value] {
  const full = expand(graph, x);
  const size = full.shape.at(-1)!;
  const key = sortKey(graph, full);
  const port = { type: key.type, shape: full.shape };
  const [, indices] = graph.nodes(
    "TopK",
    [key.name, graph.integers([size])],
    [port, { type: "int64", shape: full.shape }],
    { axis: full.shape.length - 1, largest: 0, sorted: 1 },
  ) as [string, string];
  const sorted = graph.node(
    "GatherElements",
    [full.name, indices],
    { type: x.type, shape: full.shape },
    { axis: full.shape.length - 1 },
  );
  const places: Value = { name: indices, type: "int64", shape: full.shape, stored: full.shape };
  return [{ ...full, name: sorted }, cast(graph, places, "int32")];
}

/**
 * A whole number that orders as the engine orders the value. The bits of a float, read as an integer, already
 * order positive floats with NaN last; negative ones are mirrored, and -0 is made 0 first.
 */
function sortKey(graph: Graph, x: Value): Value {
  if (x.type === "int32") return x;
  if (!isFloat(x.type)) return cast(graph, x, "int64");
  const integer = x.type === "float32" ? "int32" : "int64";
  const number = (value: number) => scalar(graph, x.type, value);
  const isNan = elementwise(graph, "IsNaN", [x], "bool");
  const plain = where(graph, isNan, number(NaN), elementwise(graph, "Add", [x, number(0)]));
  const bits = elementwise(graph, "BitCast", [plain], integer, { to: elementTypes[integer] });
  const isNegative = elementwise(graph, "Less", [bits, scalar(graph, integer, 0)], "bool");
  // All bits but the sign.
  const mask = elementwise(graph, "BitwiseNot", [
    scalar(graph, integer, integer === "int32" ? -(2 ** 31) : -(2 ** 63)),
  ]);
  return where(graph, isNegative, elementwise(graph, "BitwiseXor", [bits, mask]), bits);
}
