import type { Graph, Port } from "../graph.ts";
import { isFloat } from "../types.ts";
import { product, reshapeTensor, sameList } from "../value.ts";
import type { Fusion } from "./fuse.ts";

/** Larger constants are not computed with: the model would hold both. */
const largest = 1 << 20;

/** The values of a constant as numbers. */
function numbersOf(graph: Graph, name: string): number[] | undefined {
  const values = graph.values(name) as ArrayLike<number | bigint> | undefined;
  return values && Array.from(values, Number);
}

/** Rows of a constant table, chosen by indices: one-hot vectors, embeddings that are not trained. */
function lookupOf(graph: Graph, name: string): { table: string; indices: string } | undefined {
  const producer = graph.producer(name);
  if (producer?.op !== "Gather" || producer.attributes["axis"] !== 0) return undefined;
  const [table, indices] = producer.inputs as [string, string];
  const values = graph.values(table);
  return values && values.length <= largest ? { table, indices } : undefined;
}

/** Rows of a table times a number are rows of the table times that number. */
export const scaledTable: Fusion = ({ graph }, [left, right], { type, shape }) => {
  if (!isFloat(type)) return undefined;
  for (const [name, factor] of [
    [left!, graph.scalar(right!)],
    [right!, graph.scalar(left!)],
  ] as const) {
    const lookup = lookupOf(graph, name);
    if (!lookup || factor === undefined || graph.port(name).shape.length !== shape.length) continue;
    const scaled = numbersOf(graph, lookup.table)!.map((value) => value * factor);
    const table = graph.constant(type, graph.port(lookup.table).shape, scaled);
    return graph.node("Gather", [table, lookup.indices], { type, shape }, { axis: 0 });
  }
  return undefined;
};

/** Sums of a table's rows are looked up as well; of one-hot vectors they are all the same. */
export const sumOfTable: Fusion = ({ graph }, [input, axes], { type, shape }) => {
  const lookup = lookupOf(graph, input!);
  if (!lookup || !isFloat(type)) return undefined;
  const tableShape = graph.port(lookup.table).shape;
  const rank = graph.port(lookup.indices).shape.length;
  const summed = numbersOf(graph, axes!)!;
  const isRows = summed.length === tableShape.length - 1 && summed.every((axis) => axis >= rank);
  if (!isRows || summed.length === 0) return undefined;
  const values = numbersOf(graph, lookup.table)!;
  const width = product(tableShape.slice(1));
  const sums = Array.from({ length: tableShape[0]! }, (_, row) => {
    let sum = 0;
    for (let at = row * width; at < (row + 1) * width; at++) sum += values[at]!;
    return sum;
  });
  if (sums.every((sum) => sum === sums[0]) && product(shape) <= largest) {
    return graph.constant(
      type,
      shape,
      Array.from({ length: product(shape) }, () => sums[0]!),
    );
  }
  const table = graph.constant(type, [sums.length], sums);
  return graph.node("Gather", [table, lookup.indices], { type, shape }, { axis: 0 });
};

/** The one number on a table's diagonal, if everything else in it is zero: its rows are one-hot. */
function diagonalOf(graph: Graph, table: string): number | undefined {
  const { shape } = graph.port(table);
  const values = numbersOf(graph, table)!;
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows !== columns) return undefined;
  const isDiagonal = values.every((value, at) => value === (at % (rows! + 1) === 0 ? values[0] : 0));
  return isDiagonal ? values[0] : undefined;
}

/** A sum or difference with one-hot rows adds one number to each row. */
export const sumWithOneHot: Fusion = ({ graph }, inputs, { type, shape }, { op }) => {
  const [left, right] = inputs as [string, string];
  const sign = op === "Sub" ? -1 : 1;
  return (
    addOneHot(graph, left, right, sign, { type, shape }) ??
    (sign === 1
      ? addOneHot(graph, right, left, 1, { type, shape })
      : minusMultiple(graph, left, right, { type, shape }))
  );
};

/** One-hot rows less a multiple are the negative multiple plus one-hot rows. */
function minusMultiple(
  graph: Graph,
  oneHot: string,
  other: string,
  port: Omit<Port, "name">,
): string | undefined {
  const producer = graph.producer(other);
  if (producer?.op !== "Mul" || !lookupOf(graph, oneHot)) return undefined;
  const [a, b] = producer.inputs as [string, string];
  const factor = graph.scalar(a) ?? graph.scalar(b);
  const of = graph.scalar(a) === undefined ? a : b;
  if (factor === undefined || !sameList(graph.port(of).shape, port.shape)) return undefined;
  const negative = graph.node("Mul", [of, graph.constant(port.type, [], [-factor])], port);
  return addOneHot(graph, negative, oneHot, 1, port);
}

/** other + sign · (one-hot rows). */
function addOneHot(
  graph: Graph,
  other: string,
  oneHot: string,
  sign: number,
  { type, shape }: Omit<Port, "name">,
): string | undefined {
  const lookup = lookupOf(graph, oneHot);
  const [rows] = shape as [number];
  if (!lookup || graph.port(lookup.indices).shape.length !== 1) return undefined;
  const isWhole = (name: string) => sameList(graph.port(name).shape, shape);
  const value = isWhole(other) && isWhole(oneHot) ? diagonalOf(graph, lookup.table) : undefined;
  if (value === undefined) return undefined;
  const indices = reshapeTensor(graph, lookup.indices, [rows, 1]);
  const added = graph.constant(
    type,
    [rows, 1],
    Array.from({ length: rows }, () => sign * value),
  );
  const attributes = { axis: 1, reduction: "add" };
  return graph.node("ScatterElements", [other, indices, added], { type, shape }, attributes);
}

/** A constant in another shape is a constant. */
export const foldReshape: Fusion = ({ graph }, [input], { type, shape }) => {
  const values = numbersOf(graph, input!);
  if (values && values.length <= largest) return graph.constant(type, shape, values);
  const producer = graph.producer(input!);
  return producer?.op === "Reshape" ? reshapeTensor(graph, producer.inputs[0]!, shape) : undefined;
};

const operators: Record<string, (a: number, b: number) => number> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
};

/** The value of a constant that has the same one everywhere. */
export function uniformOf(graph: Graph, name: string): number | undefined {
  const scalar = graph.scalar(name);
  if (scalar !== undefined) return scalar;
  const values = graph.values(name);
  return values && values.length > 0 && (values as Float32Array).every((value) => value === values[0])
    ? Number(values[0])
    : undefined;
}

/** Arithmetic with constants that are the same everywhere: between two of them a constant, else with one number. */
export const uniformArithmetic: Fusion = ({ graph }, inputs, { type, shape }, { op }) => {
  if (!isFloat(type)) return undefined;
  const [left, right] = inputs.map((name) => uniformOf(graph, name));
  if (left !== undefined && right !== undefined) {
    const value = operators[op]!(left, right);
    return graph.constant(
      type,
      shape,
      Array.from({ length: product(shape) }, () => value),
    );
  }
  const [a, b] = inputs as [string, string];
  const number = (value: number) => graph.constant(type, [], [value]);
  const isWhole = (name: string) => sameList(graph.port(name).shape, shape);
  if (right !== undefined && graph.port(b).shape.length > 0 && isWhole(a)) {
    return graph.node(op, [a, number(right)], { type, shape });
  }
  if (left !== undefined && graph.port(a).shape.length > 0 && isWhole(b)) {
    return graph.node(op, [number(left), b], { type, shape });
  }
  return undefined;
};
